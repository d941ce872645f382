"""The golden plan comes out as worked out by hand: slots, hours and the funnel."""

import json
from datetime import UTC, date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from milepost.plan.capacity import hours_there_are, loads_of_week
from milepost.plan.file import read_plan
from milepost.plan.funnel import funnel_of, needed_for
from milepost.plan.slots import PlannedSlot, all_slots, slots_of

GOLDEN = Path(__file__).parent.parent / "golden"
EXPECTED = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))
PLAN = read_plan(GOLDEN / "plan.yaml")
MONDAY = date(2027, 2, 1)
TACTICS = sorted(EXPECTED["slots"])


def written(slot: PlannedSlot) -> str:
    if slot.moment is None:
        return slot.day.isoformat()
    assert slot.moment.tzinfo is UTC
    return f"{slot.moment:%Y-%m-%dT%H:%MZ}"


def slots(tactic: str) -> list[str]:
    found = slots_of(PLAN, PLAN.find(tactic), PLAN.starts, PLAN.ends)
    return [written(slot) for slot in found]


def test_every_tactic_of_the_golden_plan_is_expected():
    assert sorted(tactic.id for tactic in PLAN.tactics) == TACTICS


@pytest.mark.parametrize("tactic", TACTICS)
def test_slots_are_as_many_and_begin_and_end_as_expected(tactic):
    found = slots(tactic)
    assert {"count": len(found), "first": found[0], "last": found[-1]} == EXPECTED["slots"][tactic]


@pytest.mark.parametrize("tactic", sorted(EXPECTED["slots_exact"]))
def test_slots_stand_at_the_very_instants_expected(tactic):
    wanted = EXPECTED["slots_exact"][tactic]
    assert slots(tactic)[: len(wanted)] == wanted


def test_a_week_has_the_slots_expected():
    found = all_slots(PLAN, MONDAY, MONDAY + timedelta(days=6))
    counts = {each: sum(slot.tactic == each for slot in found) for each in TACTICS}
    assert counts == EXPECTED["week_2027-02-01"]["slots"]


def test_a_week_asks_of_each_person_the_hours_expected():
    hours = {load.person: float(load.hours) for load in loads_of_week(PLAN, MONDAY)}
    assert hours == EXPECTED["week_2027-02-01"]["hours"]


def test_blog_was_planned_as_often_as_expected():
    blog = PLAN.find("blog")
    planned = list(slots_of(PLAN, blog, PLAN.starts, date(2027, 2, 28)))
    assert len(planned) == EXPECTED["adherence"]["blog"]["planned"]


def test_funnel_needs_what_is_expected():
    escrows = PLAN.find("escrows-5")
    needs = needed_for(PLAN, escrows.measure, escrows.number)
    found = {need.measure: need.count for need in needs}
    assert found["offers"].low == found["offers"].high == Decimal(10)
    assert {name: round(float(count.middle), 3) for name, count in found.items()} == EXPECTED[
        "funnel_for_escrows-5"
    ]


def test_funnel_knows_the_measures_of_its_stages():
    assert [funnel_of(PLAN, each) is not None for each in ("leads", "offers", "clicks")] == [
        True,
        True,
        False,
    ]
    assert needed_for(PLAN, "leads", Decimal(20)) == ()


def test_hours_there_are_are_those_of_the_people():
    assert hours_there_are(PLAN) == 12
