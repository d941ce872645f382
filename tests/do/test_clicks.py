"""Clicks: each is noted, people are counted once a day, and nobody can be traced."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone
from tests.do.scenes import BROWSER, SEEN, tracked

from milepost.do.actions.clicks import forget_old_salts, note_click
from milepost.do.models import ChangedDay, Click, DaySalt

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(planned):
    made = tracked(planned, "/g/checklist")
    ChangedDay.objects.all().delete()
    return made


def test_same_visitor_is_counted_once_a_day(link):
    assert [note_click(link, SEEN).is_first for _ in range(3)] == [True, False, False]


def test_other_visitor_is_counted_too(link):
    note_click(link, SEEN)
    assert note_click(link, replace(SEEN, ip="192.0.2.2")).is_first
    assert note_click(link, replace(SEEN, agent=f"{BROWSER} b")).is_first


def test_person_is_counted_although_the_browser_fetched_ahead(link):
    assert note_click(link, replace(SEEN, purpose="prefetch")).kind == "preview"
    click = note_click(link, SEEN)
    assert (click.kind, click.is_first) == ("person", True)


def test_only_first_click_of_a_person_has_the_day_counted_again(link):
    note_click(link, replace(SEEN, agent="curl/8"))
    note_click(link, replace(SEEN, is_member=True))
    assert not ChangedDay.objects.exists()
    note_click(link, SEEN)
    note_click(link, SEEN)
    assert ChangedDay.objects.get().changes == 1


def test_day_is_that_of_the_workspace(link):
    at = datetime(2027, 3, 2, 1, 0, tzinfo=UTC)
    assert note_click(link, SEEN, at=at).day == date(2027, 3, 1)
    assert ChangedDay.objects.get().day == date(2027, 3, 1)


def test_visitor_who_returns_after_midnight_utc_is_the_same(link):
    first = note_click(link, SEEN, at=datetime(2027, 3, 1, 23, 0, tzinfo=UTC))
    second = note_click(link, SEEN, at=datetime(2027, 3, 2, 1, 0, tzinfo=UTC))
    assert first.day == second.day
    assert (first.is_first, second.is_first) == (True, False)
    assert first.visitor != second.visitor


def test_nothing_of_the_request_is_kept(link):
    note_click(link, SEEN)
    row = Click.objects.values().get()
    assert SEEN.ip not in str(row)
    assert SEEN.agent not in str(row)


def test_old_salts_are_forgotten_and_new_ones_kept():
    today = timezone.now().date()
    for days in range(5):
        DaySalt.objects.create(day=today - timedelta(days=days), salt="s")
    assert forget_old_salts() == 2
    assert forget_old_salts() == 0
    assert DaySalt.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_visitor(planned):
    link = tracked(planned, "/g/checklist")

    def click() -> None:
        try:
            note_click(link, SEEN)
        finally:
            connection.close()

    threads = [Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Click.objects.filter(link=link).count() == 4
    assert Click.objects.filter(link=link, is_first=True).count() == 1
    assert DaySalt.objects.count() == 1
