"""What a week asks for, who has the hours, and what nobody in particular does."""

from datetime import date
from decimal import Decimal

from milepost.plan.capacity import Load, hours_there_are, loads_of_week
from milepost.plan.file import read_plan

PLAN = """
plan: Hours
starts: 2027-01-04
{more}
tactics:
  - {{id: posts, tactic: Post, cadence: 5 per week, minutes: 30, owner: ann}}
  - {{id: calls, tactic: Call, cadence: weekdays, minutes: 12}}
  - {{id: talks, tactic: Talk, cadence: 1 per week on mon}}
  - {{id: help, tactic: Help, cadence: "as needed, at least 2 per week", minutes: 600}}
"""
MONDAY = date(2027, 2, 1)
ANN = "people: [{id: ann, hours: 2 per week}, {id: bob, hours: 3 per week, retired: 2027-01-31}]"


def test_load_over_the_hours_is_told():
    assert loads_of_week(read_plan(PLAN.format(more=ANN)), MONDAY) == (
        Load("ann", Decimal("2.5"), Decimal(2)),
        Load(None, Decimal(1), None),
    )
    assert loads_of_week(read_plan(PLAN.format(more=ANN)), MONDAY)[0].is_over


def test_nobody_known_is_never_over():
    loads = loads_of_week(read_plan(PLAN.format(more="")), MONDAY)
    assert [(load.person, load.is_over) for load in loads] == [("ann", False), (None, False)]


def test_hours_of_the_retired_are_not_counted():
    plan = read_plan(PLAN.format(more=ANN))
    assert (hours_there_are(plan, date(2027, 1, 30)), hours_there_are(plan, MONDAY)) == (5, 2)


def test_capacity_said_goes_before_the_hours_of_people():
    assert hours_there_are(read_plan(PLAN.format(more=f"{ANN}\ncapacity: 10 h per week"))) == 10
    assert hours_there_are(read_plan(PLAN.format(more=""))) is None
