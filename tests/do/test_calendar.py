"""The calendar: each slot once, none lost, the past as it was, over every change of clocks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.do.posting import SLOT, practice, write

from milepost.do.actions.slots import (
    freeze_slots,
    mark_done,
    move_slot,
    seed_freezings,
    skip_slot,
)
from milepost.do.calendar import Entry, entries, find_slot, open_entry, read_name
from milepost.do.models import Freezing, Slot
from milepost.do.queries.calendar import calendar, slot_named
from milepost.engine.claims import claim
from milepost.plan.actions import import_plan
from milepost.plan.file import read_plan
from milepost.plan.slots import all_slots

PLAN = read_plan((Path(__file__).parents[1] / "golden" / "plan.yaml").read_text())
days = st.dates(min_value=date(2026, 12, 1), max_value=date(2028, 1, 31))


@st.composite
def spans(draw) -> tuple[date, date]:
    first = draw(days)
    return first, first + timedelta(days=draw(st.integers(min_value=0, max_value=45)))


@given(spans(), st.one_of(st.none(), days), st.data())
def test_each_slot_stands_once_and_none_is_lost(span, frozen_until, data):
    first, last = span
    slots = all_slots(PLAN, first, last)
    touched = data.draw(st.sets(st.sampled_from(slots), max_size=8)) if slots else set()
    shifts = st.integers(min_value=-60, max_value=60)
    kept = [
        replace(
            open_entry(PLAN, slot),
            state="filled",
            day=slot.day + timedelta(days=data.draw(shifts)),
        )
        for slot in touched
    ]
    found = entries(PLAN, kept, first=first, last=last, frozen_until=frozen_until)
    names = [entry.slot for entry in found]
    assert len(names) == len(set(names))
    moved_out = {entry.slot for entry in kept if not first <= entry.day <= last}
    frozen = {
        open_entry(PLAN, slot).slot
        for slot in slots
        if frozen_until and slot.day <= frozen_until and slot not in touched
    }
    assert set(names) == {open_entry(PLAN, slot).slot for slot in slots} - moved_out - frozen
    assert [entry.day for entry in found] == sorted(entry.day for entry in found)


@given(spans())
def test_every_slot_is_found_by_its_name(span):
    for slot in all_slots(PLAN, *span):
        name = read_name(open_entry(PLAN, slot).slot)
        assert find_slot(PLAN, name) == slot


@given(st.text())
def test_no_text_breaks_the_reading_of_names(name):
    assert read_name(name) is None or name.count("~") == 2


@pytest.mark.parametrize(
    "name",
    [
        "",
        "blog",
        "blog~2027-01-04",
        "blog~2027-13-04~0",
        "blog~20270104~0",
        "blog~9999-12-31~0",
        "blog~0001-01-01~0",
        "blog~2027-01-04~-1",
        "blog~2027-01-04~²",
        "blog~2027-01-04~99999999999999999999",
        "~2027-01-04~0",
    ],
)
def test_what_names_no_slot_is_none(name):
    assert read_name(name) is None


def test_without_a_plan_only_what_is_kept_stands():
    post = Entry(date(2027, 1, 4), None, "", "Hello", "off plan", post=1)
    span = {"first": date(2027, 1, 1), "last": date(2027, 1, 31), "frozen_until": None}
    assert entries(None, [post], **span) == [post]
    assert entries(None, [replace(post, day=date(2027, 2, 1))], **span) == []


def test_most_pressing_delivery_is_shown_first():
    def shown(*states):
        return Entry(date(2027, 1, 4), None, "", "Hello", "filled", deliveries=states).delivery

    assert shown("out", "refused", "due") == "refused"
    assert shown("cancelled", "out") == "out"
    assert shown() == ""


@pytest.mark.parametrize(
    ("slot", "instants"),
    [
        # 2:30 does not exist on 14 March: it moves forward to 3:30 summer time.
        ("spring", ["2027-03-13 10:30", "2027-03-14 10:30", "2027-03-15 09:30"]),
        # 1:30 exists twice on 7 November: the first one counts, still in summer time.
        ("autumn", ["2027-11-06 08:30", "2027-11-07 08:30", "2027-11-08 09:30"]),
    ],
)
def test_slot_keeps_its_local_time_over_the_change_of_clocks(slot, instants):
    found = entries(PLAN, [], first=date(2027, 1, 4), last=date(2027, 12, 31), frozen_until=None)
    at = [f"{entry.at:%Y-%m-%d %H:%M}" for entry in found if entry.tactic == slot]
    assert at == instants


@pytest.fixture
def january(planned):
    def look(today="2027-01-04", only="blog"):
        found = calendar(
            planned, date(2027, 1, 1), date(2027, 1, 31), today=date.fromisoformat(today)
        )
        return [entry for entry in found if entry.tactic == only]

    return look


def state_of(found, slot=SLOT):
    [entry] = [entry for entry in found if entry.slot == slot]
    return entry.state


@pytest.mark.django_db
def test_slots_that_nobody_touched_are_open(january):
    assert {entry.state for entry in january()} == {"open"}
    assert not Slot.objects.exists()


@pytest.mark.django_db
def test_slot_shows_what_became_of_it(planned, january):
    write(planned, slot=SLOT, due_at=datetime(2027, 1, 4, 17, tzinfo=UTC))
    mark_done(planned, "blog~2027-01-06~0")
    skip_slot(planned, "blog~2027-01-08~0", "ill")
    move_slot(planned, "blog~2027-01-11~0", datetime(2027, 1, 12, 17, tzinfo=UTC))
    states = {entry.slot: entry.state for entry in january("2027-01-31")}
    assert list(states.values())[:4] == ["filled", "done", "skipped", "missed"]


@pytest.mark.django_db
def test_slot_is_done_once_its_post_is_out_on_one_channel(planned, january):
    post = write(planned, slot=SLOT, due_at=datetime(2027, 1, 4, 17, tzinfo=UTC))
    post.deliveries.update(state="out")
    assert state_of(january()) == "done"


@pytest.mark.django_db
def test_slot_whose_post_was_cancelled_is_missed_in_the_end(planned, january):
    post = write(planned, slot=SLOT, due_at=datetime(2027, 1, 4, 17, tzinfo=UTC))
    post.deliveries.update(state="cancelled")
    assert state_of(january("2027-01-04")) == "open"
    assert state_of(january("2027-01-05")) == "missed"


@pytest.mark.django_db
@pytest.mark.parametrize("moved_to", [date(2027, 1, 20), date(2027, 2, 20)])
def test_moved_slot_stands_on_its_new_day_alone(planned, moved_to):
    at = datetime(moved_to.year, moved_to.month, moved_to.day, 18, tzinfo=UTC)
    move_slot(planned, SLOT, at)
    found = calendar(planned, date(2027, 1, 1), date(2027, 2, 28), today=date(2027, 1, 1))
    assert [(each.day, each.at) for each in found if each.slot == SLOT] == [(moved_to, at)]
    first = calendar(planned, date(2027, 1, 4), date(2027, 1, 4), today=date(2027, 1, 1))
    assert SLOT not in [each.slot for each in first]
    assert slot_named(planned, SLOT, today=date(2027, 1, 1)).day == moved_to


@pytest.mark.django_db
def test_post_moves_its_slot_along(planned, january):
    write(planned, slot=SLOT, due_at=datetime(2027, 1, 6, 3, tzinfo=UTC))
    [entry] = [entry for entry in january() if entry.slot == SLOT]
    assert (entry.day, entry.at) == (date(2027, 1, 5), datetime(2027, 1, 6, 3, tzinfo=UTC))


@pytest.mark.django_db
def test_post_off_plan_stands_on_its_own_day(planned):
    channel = practice(planned)
    # Late in the evening in Los Angeles.
    write(planned, channel, due_at=datetime(2027, 1, 5, 7, tzinfo=UTC))
    found = calendar(planned, date(2027, 1, 4), date(2027, 1, 4), today=date(2027, 1, 1))
    assert [(each.day, each.slot) for each in found if each.state == "off plan"] == [
        (date(2027, 1, 4), "")
    ]


def freeze(workspace, until):
    """Freeze as the worker would have done each night until that day."""
    seed_freezings()
    Freezing.objects.filter(workspace=workspace).update(until=until)


@pytest.mark.django_db
def test_frozen_past_is_not_rewritten_when_the_plan_is_edited(planned, golden_plan, january):
    mark_done(planned, SLOT)
    before = [entry for entry in january("2027-01-16") if entry.day <= date(2027, 1, 15)]
    kept = [entry.slot for entry in before]
    for name in kept:
        if name != SLOT:
            skip_slot(planned, name, "ill")
    freeze(planned, date(2027, 1, 15))
    edited = golden_plan.replace("3 per week on mon wed fri at 09:00", "daily at 15:00")
    import_plan(planned, edited)
    after = january("2027-01-16")
    assert [entry.slot for entry in after if entry.day <= date(2027, 1, 15)] == kept
    assert len([entry for entry in after if entry.day > date(2027, 1, 15)]) == 16


@pytest.mark.django_db
def test_worker_freezes_each_day_that_has_passed(planned, golden_plan):
    started = golden_plan.replace("starts: 2027-01-04\nends", "starts: 2026-01-05\nends")
    import_plan(planned, started)
    seed_freezings()
    Freezing.objects.update(until=date(2026, 2, 28))
    now = datetime.now(UTC)
    [taken] = claim(Freezing.objects.all(), now=now, lease_seconds=60, most=1)
    freeze_slots(taken)
    row = Freezing.objects.get()
    assert row.until >= (now - timedelta(days=2)).date()
    assert row.due_at > now
    assert (row.lease_until, row.fence) == (None, taken.fence)
    blogs = Slot.objects.filter(
        tactic__code="blog", planned_day__range=("2026-03-01", "2026-03-07")
    )
    assert [str(slot.planned_day) for slot in blogs.order_by("planned_day")] == [
        "2026-03-02",
        "2026-03-04",
        "2026-03-06",
    ]
    freeze_slots(replace(taken, fence=taken.fence - 1))
    assert Freezing.objects.get().due_at == row.due_at
