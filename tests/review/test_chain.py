"""The chain: what it counts, and when a join is said to be broken."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from milepost.plan.file import read_plan
from milepost.plan.outline import Plan
from milepost.review.chain import Chain, chains
from milepost.review.series import Readings, Row, read_readings

METHOD = Path(__file__).parent.parent.parent / "docs" / "method"
FIRST = date(2027, 1, 4)
LAST = date(2027, 1, 31)


def plan_with(
    *, signal: str = "clicks", converts: str = "", expects: str = "", measure: str = "leads"
) -> Plan:
    belief = f", converts: {converts}" if converts else ""
    belief += f", expects: {expects}" if expects else ""
    return read_plan(
        f"""plan: P
starts: 2027-01-04
goals:
  - id: g
    goal: G
    objectives: [{{id: o, measure: {measure}, target: 50, per: total, by: 2027-12-31}}]
strategies: [{{id: teach, strategy: Teach, serves: [o], signal: {signal}{belief}}}]
tactics:
  - {{id: blog, tactic: Blog, serves: teach, cadence: weekly on mon at 09:00}}
  - {{id: calls, tactic: Calls, serves: teach, cadence: as needed}}
"""
    )


def chain_of(plan: Plan, *rows: tuple[str, str, float], as_of: date = LAST) -> Chain:
    readings = Readings.of_rows(plan, [Row(FIRST, m, of, v) for m, of, v in rows])
    (found,) = chains(plan, readings, as_of)
    return found


def test_chain_counts_from_its_start_and_names_its_readings():
    found = chain_of(plan_with(), ("done", "blog", 3), ("clicks", "blog", 30), ("leads", "", 2))
    assert [link.count for link in found.links] == [4, 3, 30, 2]
    assert [link.of for link in found.links] == [(), ("blog",), ("blog",), ("",)]
    assert {(link.first, link.last) for link in found.links} == {(FIRST, LAST)}
    assert found.joins == ("holds", "holds", "holds")


def test_tactic_of_which_nothing_says_done_is_left_out_and_named():
    found = chain_of(plan_with(), ("done", "blog", 3))
    assert found.not_counted == ("calls",)
    assert "Not counted: calls" in found.says


def test_missing_numbers_leave_a_join_untested():
    found = chain_of(plan_with())
    assert [link.count for link in found.links] == [4, None, None, None]
    assert found.joins == ("untested",) * 3
    assert "What is missing: done, visits from links and leads in all." in found.says


@pytest.mark.parametrize(
    ("rows", "joins"),
    [
        ([("done", "blog", 0)], ("broken", "untested", "untested")),
        ([("done", "blog", 2), ("clicks", "teach", 0)], ("holds", "broken", "untested")),
        (
            [("done", "blog", 2), ("clicks", "teach", 0), ("leads", "", 4)],
            ("holds", "broken", "untested"),
        ),
        (
            [("done", "blog", 0), ("clicks", "teach", 9), ("leads", "", 4)],
            ("broken", "untested", "holds"),
        ),
    ],
)
def test_nothing_after_something_is_broken(rows, joins):
    assert chain_of(plan_with(expects="2 per post"), *rows).joins == joins


def test_what_comes_as_needed_is_named_apart_and_not_mixed_into_done():
    found = chain_of(plan_with(), ("done", "blog", 3), ("done", "calls", 34))
    assert [link.count for link in found.links[:2]] == [4, 3]
    assert found.links[1].of == ("blog",)
    assert found.not_counted == ()
    assert found.says.endswith("34 more done as needed: calls.")


def test_reading_of_planned_makes_what_comes_as_needed_comparable():
    rows = [("done", "blog", 3), ("done", "calls", 34), ("planned", "calls", 40)]
    found = chain_of(plan_with(), *rows)
    # Four of the blog, and what was read of the calls.
    assert [link.count for link in found.links[:2]] == [44, 37]
    assert "as needed" not in found.says


def test_strategy_done_as_needed_alone_shows_what_was_done():
    plan = read_plan(
        """plan: P
starts: 2027-01-04
strategies: [{id: teach, strategy: Teach, signal: clicks}]
tactics: [{id: calls, tactic: Calls, serves: teach, cadence: as needed}]
"""
    )
    found = chain_of(plan, ("done", "calls", 34), ("clicks", "teach", 5))
    assert [link.count for link in found.links[:3]] == [None, 34, 5]
    assert found.joins[:2] == ("untested", "holds")


@pytest.mark.parametrize(("weeks", "first"), [(2, "untested"), (3, "broken")])
def test_nothing_done_is_broken_only_where_three_were_planned(weeks, first):
    last = FIRST + timedelta(days=7 * weeks - 1)
    assert chain_of(plan_with(), ("done", "blog", 0), as_of=last).joins[0] == first


@pytest.mark.parametrize(
    ("expects", "second"),
    [
        ("", "untested"),
        ("1.4-9 per post", "untested"),
        ("1.5-9 per post", "broken"),
        ("5.9 per day", "untested"),  # on the one day counted, with half of the work done
        ("6 per day", "broken"),
        ("41 per week", "untested"),
        ("42 per week", "broken"),
    ],
)
def test_signal_breaks_only_where_three_were_to_come(expects, second):
    found = chain_of(plan_with(expects=expects), ("done", "blog", 2), ("clicks", "teach", 0))
    assert found.joins[1] == second


def test_rounds_are_no_posts_that_were_to_bring_something():
    plan = read_plan(
        """plan: P
starts: 2027-01-04
strategies: [{id: teach, strategy: Teach, signal: clicks, expects: 9 per post}]
tactics: [{id: rounds, tactic: Read, serves: teach, cadence: daily, kind: round}]
"""
    )
    found = chain_of(plan, ("done", "rounds", 20), ("clicks", "teach", 0))
    assert found.joins[:2] == ("holds", "untested")


def test_work_is_counted_from_the_day_the_plan_came():
    readings = Readings.of_rows(plan_with(), [Row(LAST, "done", "blog", 1.0)])
    (found,) = chains(plan_with(), readings, LAST, since=date(2027, 1, 18))
    assert [link.count for link in found.links[:2]] == [2, 1]
    assert found.links[0].first == date(2027, 1, 18)


@pytest.mark.parametrize(
    ("measure", "name"), [("leads", "leads in all"), ("followers", "followers overall")]
)
def test_last_link_says_that_it_is_of_the_whole_business(measure, name):
    assert chain_of(plan_with(measure=measure)).links[3].name == name


@pytest.mark.parametrize(
    ("clicks", "converts", "last"),
    [
        (300, "1-3%", "broken"),
        (299, "1-3%", "untested"),
        (9000, "", "untested"),
    ],
)
def test_last_join_breaks_only_where_three_were_to_come(clicks, converts, last):
    plan = plan_with(converts=converts)
    found = chain_of(plan, ("done", "blog", 2), ("clicks", "teach", clicks), ("leads", "", 0))
    assert found.joins[2] == last


def test_level_as_signal_is_never_tested_by_counting():
    plan = plan_with(signal="followers")
    found = chain_of(plan, ("done", "blog", 2), ("followers", "teach", 0), ("leads", "", 2))
    assert found.joins == ("holds", "untested", "untested")


def test_planned_reading_stands_before_the_cadence():
    found = chain_of(plan_with(), ("planned", "blog", 3), ("done", "blog", 3))
    assert found.links[0].count == 6
    assert found.links[0].of == ("blog",)


def test_strategy_that_has_not_begun_has_no_chain():
    plan = plan_with()
    assert chains(plan, Readings(plan, {}), FIRST - timedelta(days=1)) == ()


def test_strategy_that_serves_nothing_ends_in_no_objective():
    plan = read_plan("plan: P\nstarts: 2027-01-04\nstrategies: [{id: teach, strategy: Teach}]\n")
    (found,) = chains(plan, Readings(plan, {}), LAST)
    assert found.objective is None
    assert found.links[3].name == "no objective"
    assert found.joins == ("untested",) * 3


def test_milestone_at_the_end_counts_once_it_is_done():
    text = """plan: P
starts: 2027-01-04
goals:
  - id: g
    goal: G
    objectives: [{id: o, kind: milestone, says: In the paper, by: 2027-12-31, done: 2027-01-20}]
strategies: [{id: teach, strategy: Teach, serves: [o], signal: clicks}]
"""
    plan = read_plan(text)
    (before,) = chains(plan, Readings(plan, {}), date(2027, 1, 19))
    (after,) = chains(plan, Readings(plan, {}), date(2027, 1, 20))
    assert before.links[3].count is None
    assert after.links[3].count == 1


def test_worked_example_of_the_docs_comes_out():
    text = (METHOD / "chain.md").read_text(encoding="utf-8")
    example = dict(re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL))
    plan = read_plan(example["yaml"])
    readings = read_readings(example["csv"], plan)
    (found,) = chains(plan, readings, date(2027, 1, 17))
    said = json.loads(example["json"])
    assert [link.count for link in found.links] == said["counts"]
    assert list(found.joins) == said["joins"]
    assert list(found.not_counted) == said["not_counted"]
