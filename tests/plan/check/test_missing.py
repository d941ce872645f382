"""What a plan does not say is named, in one fixed order."""

import pytest

from milepost.plan.check.missing import GAPS, missing_in_plan, missing_in_text
from milepost.plan.file import read_plan
from milepost.plan.reader import Statement, read_statements

BARE = "plan: Bakery\nstarts: 2027-01-04\nends: 2027-12-31\n"
WHOLE = """# Plan of the bakery

## Goals
- Win new customers in the quarter

## Targets
- 40 new customers a month by September

## Audience
- Young families

## Strategy
- Win families by showing how bread is made instead of praising it

## Tactics (owner: Ann)
- Post a photo of the oven on Instagram every week

## Measures
- Number of new customers
"""


def test_a_bare_plan_misses_all_but_orphans():
    assert missing_in_plan(read_plan(BARE)) == tuple(gap for gap in GAPS if gap != "orphan_tactics")


def test_a_tactic_without_strategy_is_an_orphan():
    plan = read_plan(BARE + "tactics: [{id: joke, tactic: A joke}]\n")
    assert "orphan_tactics" in missing_in_plan(plan)


def test_a_target_still_to_be_decided_is_no_gap():
    plan = read_plan(
        BARE + "goals: [{id: g, goal: Be known, objectives: "
        "[{id: o, measure: visits, target: decide by 2027-02-28}]}]\n"
    )
    missing = missing_in_plan(plan)
    assert "no_target" not in missing
    assert "no_deadline" in missing


def test_a_whole_text_misses_nothing():
    assert missing_in_text(read_statements(WHOLE)) == ()


@pytest.mark.parametrize(
    ("gap", "kind"),
    [("no_target", "target"), ("no_measure", "measure"), ("no_business_goal", "goal")],
)
def test_a_text_without_the_kind_has_the_gap(gap: str, kind: str):
    left = [each for each in read_statements(WHOLE) if each.kind not in {kind, "target"}]
    assert gap in missing_in_text(left)


def test_gaps_of_an_empty_text_come_in_order():
    assert missing_in_text([]) == tuple(gap for gap in GAPS if gap != "orphan_tactics")


def test_tactics_alone_are_orphans():
    assert "orphan_tactics" in missing_in_text([Statement(1, "", "Post a photo", "tactic", 0.9)])
