"""Slots: done, left out with a reason, moved, taken back; never behind the back of their post."""

from datetime import UTC, datetime

import pytest
from tests.do.posting import SLOT, SLOT_AT, write

from milepost.base.errors import SaidError
from milepost.do.actions.posts import cancel_post
from milepost.do.actions.slots import keep_slot, mark_done, move_slot, reopen_slot, skip_slot
from milepost.do.models import ChangedDay, Slot

pytestmark = pytest.mark.django_db
LATER = datetime(2027, 1, 6, 3, tzinfo=UTC)


def refusal(call, *arguments) -> SaidError:
    with pytest.raises(SaidError) as raised:
        call(*arguments)
    return raised.value


def test_slot_keeps_what_the_plan_said(planned):
    slot = keep_slot(planned, SLOT)
    assert (str(slot.day), slot.at, slot.nth) == ("2027-01-04", SLOT_AT, 0)
    assert keep_slot(planned, SLOT) == slot
    assert Slot.objects.count() == 1


def test_slots_of_one_day_are_told_apart(planned):
    first, second = (keep_slot(planned, f"rounds~2027-01-04~{nth}") for nth in (0, 1))
    assert first.pk != second.pk
    assert refusal(keep_slot, planned, "rounds~2027-01-04~2").where == "slot"


def test_task_is_done_and_its_day_counted_again(planned):
    assert mark_done(planned, SLOT).done_at
    assert ChangedDay.objects.count() == 1
    assert "already" in refusal(mark_done, planned, SLOT).says


def test_leaving_out_needs_a_reason(planned):
    assert refusal(skip_slot, planned, SLOT, " ").where == "why"
    assert not Slot.objects.exists()
    assert skip_slot(planned, SLOT, " ill ").skipped_why == "ill"


def test_done_and_left_out_are_taken_back(planned):
    mark_done(planned, SLOT)
    slot = reopen_slot(planned, SLOT)
    assert slot.done_at is None
    skip_slot(planned, SLOT, "ill")
    slot = reopen_slot(planned, SLOT)
    assert (slot.skipped_at, slot.skipped_why) == (None, "")


def test_moved_slot_keeps_its_name(planned):
    slot = move_slot(planned, SLOT, LATER)
    assert (str(slot.planned_day), str(slot.day), slot.at) == ("2027-01-04", "2027-01-05", LATER)
    assert keep_slot(planned, SLOT) == slot


@pytest.mark.parametrize(
    ("act", "more"), [(mark_done, ()), (skip_slot, ("ill",)), (move_slot, (LATER,))]
)
def test_slot_with_a_post_is_changed_by_its_post_alone(planned, act, more):
    post = write(planned, slot=SLOT, then="due")
    assert "change or cancel that one" in refusal(act, planned, SLOT, *more).says
    cancel_post(planned, post.pk)
    act(planned, SLOT, *more)


@pytest.mark.parametrize(("act", "more"), [(skip_slot, ("ill",)), (move_slot, (LATER,))])
def test_slot_that_is_done_stays_where_it_is(planned, act, more):
    mark_done(planned, SLOT)
    assert "already" in refusal(act, planned, SLOT, *more).says


def test_stranger_finds_no_slot(planned, other_workspace):
    keep_slot(planned, SLOT)
    assert refusal(keep_slot, other_workspace, SLOT).where == "slot"
