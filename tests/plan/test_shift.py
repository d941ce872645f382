"""A plan that is moved by weeks stays the same plan on other days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.plan.file import read_plan, write_plan
from milepost.plan.shift import shifted, shifted_to_begin
from milepost.plan.slots import slots_of

PLAN = read_plan("""
plan: Bakery
starts: 2027-01-04
ends: 2027-12-31
timezone: Europe/Berlin
goals:
  - id: known
    goal: Be known in the quarter
    objectives:
      - {id: guests, measure: leads, target: decide by 2027-02-28, per: week, by: 2027-06-30}
      - {id: guide, kind: milestone, says: Named in the guide, by: 2027-09-30, done: 2027-09-01}
milestones: [{id: open, says: All channels open, day: 2027-02-01, serves: [guests]}]
strategies: [{id: teach, strategy: Teach, serves: [guests], after: open, starts: 2027-02-01}]
tactics:
  - {id: loaf, tactic: Show the loaf, serves: teach, cadence: 3 per week on mon wed fri at 09:00}
  - {id: fair, tactic: Bake, serves: teach, cadence: once by 2027-03-05, retired: 2027-04-01}
""")
WEEK = timedelta(weeks=1)


def test_every_day_in_the_plan_moves():
    moved = shifted(PLAN, 2)
    guests, guide = moved.objectives
    assert (moved.starts, moved.ends) == (date(2027, 1, 18), date(2028, 1, 14))
    assert guests.target.decide_by == date(2027, 3, 14)
    assert (guests.by, guide.done) == (date(2027, 7, 14), date(2027, 9, 15))
    assert moved.milestones[0].day == date(2027, 2, 15)
    assert moved.strategies[0].starts == date(2027, 2, 15)
    assert (moved.tactics[1].cadence.by, moved.tactics[1].retired) == (
        date(2027, 3, 19),
        date(2027, 4, 15),
    )


def test_what_is_no_day_stays():
    before, after = PLAN.tactics[0], shifted(PLAN, -40).tactics[0]
    assert after == before
    assert shifted(PLAN, 5).strategies[0].serves == ("guests",)


def test_slots_move_with_the_plan():
    until = PLAN.starts + 20 * WEEK
    for tactic, moved in zip(PLAN.tactics, shifted(PLAN, 3).tactics, strict=True):
        slots = [slot.day + 3 * WEEK for slot in slots_of(PLAN, tactic, PLAN.starts, until)]
        later = slots_of(shifted(PLAN, 3), moved, PLAN.starts, until + 3 * WEEK)
        assert [slot.day for slot in later] == slots


@given(st.integers(-1500, 1500))
def test_there_and_back_is_the_same_plan(weeks):
    assert shifted(shifted(PLAN, weeks), -weeks) == PLAN


@given(st.integers(-1500, 1500))
def test_a_moved_plan_can_be_written_and_read(weeks):
    moved = shifted(PLAN, weeks)
    assert read_plan(write_plan(moved)) == moved


@pytest.mark.parametrize("days", range(14))
def test_it_begins_on_its_own_weekday_the_asked_weeks_ago(days):
    today = date(2026, 11, 16) + timedelta(days=days)
    begun = shifted_to_begin(PLAN, weeks_ago=12, today=today)
    assert begun.starts.weekday() == PLAN.starts.weekday()
    assert 12 * 7 <= (today - begun.starts).days <= 12 * 7 + 6
