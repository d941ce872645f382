"""The pages of the calendar and of a slot."""

import re
from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from tests.do.posting import SLOT, write

from milepost.do.models import Slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(planned) -> str:
    return f"/w/{planned.slug}"


@pytest.fixture
def client(client, owner):
    client.force_login(owner)
    return client


def read(client, address, **query) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("view", ["month", "week", "list", "nonsense"])
def test_every_view_shows_the_slot(client, root, view):
    html = read(client, f"{root}/calendar/", view=view, day="2027-01-05")
    assert f"/slots/{SLOT}/" in html
    assert "Times in America/Los_Angeles" in html
    assert '<time datetime="2027-01-04T17:00:00+00:00">09:00</time>' in html


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "tomorrow", "\x00", ""])
def test_day_that_is_none_shows_today(client, root, day):
    read(client, f"{root}/calendar/", day=day)


def test_month_is_whole_weeks_and_the_next_is_one_step_away(client, root):
    html = read(client, f"{root}/calendar/", day="2027-01-31")
    assert "January 2027" in html
    assert "day=2027-02-01" in html
    assert "day=2026-12-01" in html


def test_calendar_is_filtered_by_tactic_and_state(client, root, planned):
    write(planned, slot=SLOT, due_at=datetime(2027, 1, 4, 17, tzinfo=UTC), text="A post of mine")
    html = read(client, f"{root}/calendar/", day="2027-01-04", tactic="blog", state="filled")
    assert "A post of mine" in html
    assert "/slots/" not in html


def test_viewer_sees_the_slots_and_cannot_open_them(client, root, viewer):
    client.force_login(viewer)
    html = read(client, f"{root}/calendar/", day="2027-01-04")
    assert "Article on a question" in html
    assert "/slots/" not in html
    assert client.get(f"{root}/slots/{SLOT}/").status_code == 403
    assert client.post(f"{root}/slots/{SLOT}/", {"act": "done"}).status_code == 403


def test_stranger_finds_no_calendar(client, root, stranger):
    client.force_login(stranger)
    for path in ("calendar/", f"slots/{SLOT}/", "today/", "posts/"):
        assert client.get(f"{root}/{path}").status_code == 404


def act(client, root, **told):
    return client.post(f"{root}/slots/{SLOT}/", told)


def test_slot_is_done_and_taken_back(client, root):
    act(client, root, act="done")
    assert Slot.objects.get().done_at
    act(client, root, act="reopen")
    assert Slot.objects.get().done_at is None


def test_slot_is_left_out_with_a_reason(client, root):
    response = act(client, root, act="skip", why="")
    assert response.status_code == 422
    assert "Say in a few words why" in response.content.decode()
    act(client, root, act="skip", why="ill")
    assert Slot.objects.get().skipped_why == "ill"


def test_slot_is_moved_to_a_local_time(client, root):
    act(client, root, act="move", day="2027-03-14", time="02:30")
    slot = Slot.objects.get()
    assert (str(slot.day), slot.at) == ("2027-03-14", datetime(2027, 3, 14, 10, 30, tzinfo=UTC))


@pytest.mark.parametrize("day", ["", "9999-12-31", "0001-01-01", "soon"])
def test_slot_is_not_moved_out_of_reach(client, root, day):
    assert act(client, root, act="move", day=day, time="09:00").status_code == 422
    assert not Slot.objects.filter(day__gt="2100-01-01").exists()


@pytest.mark.parametrize("name", ["blog~2027-01-05~0", "blog~9999-12-31~0", "x", "a~b~c"])
def test_slot_that_is_not_there_is_not_found(client, root, name):
    assert client.get(f"{root}/slots/{name}/").status_code == 404


def test_slot_with_a_post_opens_it_and_offers_nothing_else(client, root, planned):
    post = write(planned, slot=SLOT, then="due", due_at=datetime(2027, 1, 4, 17, tzinfo=UTC))
    html = read(client, f"{root}/slots/{SLOT}/")
    assert f"/posts/{post.pk}/" in html
    assert not re.findall(r'name="act" value="(?:done|move|skip|reopen)"', html)


def test_slot_asks_few_questions(client, root, planned, django_assert_max_num_queries):
    write(planned, slot=SLOT, then="due", due_at=datetime(2027, 1, 9, 17, tzinfo=UTC))
    with django_assert_max_num_queries(12):
        read(client, f"{root}/slots/{SLOT}/")


def full_day(planned) -> None:
    """Put thirty posts beside the slots of one day, each at a time of its own."""
    for minute in range(30):
        at = datetime(2027, 1, 4, 18, minute, tzinfo=UTC)
        write(planned, text=f"Note {minute:02}", due_at=at)


def test_full_day_of_a_month_leads_to_all_of_it(client, root, planned):
    full_day(planned)
    html = read(client, f"{root}/calendar/", day="2027-01-04")
    assert "Note 29" not in html
    more = re.search(r'href="\?([^"]*view=day[^"]*)">(\d+) more', html)
    assert int(more[2]) > 25
    html = read(client, f"{root}/calendar/", view="day", day="2027-01-04")
    assert "Monday, 4 January 2027" in html
    assert all(f"Note {minute:02}" in html for minute in range(30))
    assert "day=2027-01-05" in html


def test_long_list_goes_on_after_a_whole_day(client, root, planned):
    full_day(planned)
    with patch("milepost.web.do.calendar.MOST_LISTED", 10):
        html = read(client, f"{root}/calendar/", view="list", day="2027-01-04")
    assert "Note 29" in html
    assert "day=2027-01-05" in html
    assert "Friday, 8 January" not in html
