"""Claims: each row is one worker's at a time, and only that worker's."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.engine.chores import Chore

from milepost.engine.claims import Claim, claim, finish, held

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.usefixtures("chores")


def take(*, now=NOW, most=10):
    return claim(Chore.objects.all(), now=now, lease_seconds=60, most=most)


def test_row_that_is_due_is_claimed_once():
    chore = Chore.objects.create(due_at=NOW)
    assert take() == [Claim(chore.pk, 1)]
    assert take() == []
    chore.refresh_from_db()
    assert (chore.fence, chore.tries, chore.lease_until) == (1, 1, NOW + MINUTE)


def test_row_without_a_due_time_or_with_a_later_one_stays():
    Chore.objects.create(due_at=None)
    Chore.objects.create(due_at=NOW + timedelta(microseconds=1))
    assert take() == []


def test_longest_overdue_comes_first_and_no_more_than_asked():
    late = [Chore.objects.create(due_at=NOW - minutes * MINUTE).pk for minutes in (1, 3, 2)]
    assert [taken.pk for taken in take(most=2)] == [late[1], late[2]]


def test_only_the_given_rows_are_claimed():
    Chore.objects.create(due_at=NOW, finished=1)
    assert claim(Chore.objects.filter(finished=0), now=NOW, lease_seconds=60, most=1) == []


def test_row_is_free_again_when_the_lease_has_run_out():
    chore = Chore.objects.create(due_at=NOW)
    take()
    assert take(now=NOW + MINUTE) == [Claim(chore.pk, 2)]


def test_stale_worker_changes_nothing():
    chore = Chore.objects.create(due_at=NOW)
    rows = Chore.objects.all()
    [stale] = take()
    [current] = take(now=NOW + MINUTE)
    assert held(rows, stale).update(finished=9) == 0
    assert finish(rows, stale, due_at=None) is False
    chore.refresh_from_db()
    assert (chore.finished, chore.due_at, chore.lease_until) == (0, NOW, NOW + 2 * MINUTE)
    assert finish(rows, current, due_at=None) is True


def test_finished_row_is_free_and_due_when_it_was_told():
    chore = Chore.objects.create(due_at=NOW)
    [taken] = take()
    assert finish(Chore.objects.all(), taken, due_at=NOW + MINUTE) is True
    chore.refresh_from_db()
    assert (chore.lease_until, chore.due_at) == (None, NOW + MINUTE)
    assert take() == []
    assert take(now=NOW + MINUTE) == [Claim(chore.pk, 2)]
