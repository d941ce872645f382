"""Hours are compared at the fullest week, for each person and for the plan."""

from milepost.plan.check import RULES
from milepost.plan.file import read_plan

PLAN = """
plan: Bakery
starts: 2027-01-04
ends: 2027-12-31
people: [{id: ann, hours: 2 per week}, {id: ben, hours: 8 per week}]
strategies: [{id: teach, strategy: Win neighbours by showing how bread is made}]
tactics:
"""


def over(*tactics: str) -> list[str]:
    plan = read_plan(PLAN + "".join(f"  - {{serves: teach, {tactic}}}\n" for tactic in tactics))
    return [f"{found.where} {found.says}" for found in RULES["C001"].findings(plan)]


def test_a_person_can_be_over_while_the_plan_is_not():
    (says,) = over("id: a, tactic: Answer, owner: ann, cadence: daily, minutes: 30")
    assert says.startswith("person:ann From 2027-01-04 the tactics ask for about 3.5 hours")
    assert says.endswith("there are 2.")


def test_tactics_that_follow_one_another_are_not_added_up():
    first = "id: a, tactic: A, owner: ann, cadence: weekly, minutes: 90, ends: 2027-03-31"
    then = "id: b, tactic: B, owner: ann, cadence: weekly, minutes: 90, starts: 2027-04-01"
    assert over(first, then) == []
    (says,) = over(first.replace("03-31", "04-30"), then)
    assert "From 2027-04-01" in says


def test_work_that_nobody_owns_counts_for_the_plan():
    (says,) = over("id: a, tactic: Answer, cadence: 3 per day, minutes: 60")
    assert says.startswith("plan ")


def test_work_of_unknown_size_adds_nothing():
    assert (
        over("id: a, tactic: A, owner: ann, cadence: daily", "id: b, tactic: B, minutes: 900") == []
    )


def test_without_hours_there_is_nothing_to_compare():
    plan = read_plan(PLAN.replace("people: [", "people: []\nguardrails: [").split("guardrails")[0])
    assert list(RULES["C001"].findings(plan)) == []
