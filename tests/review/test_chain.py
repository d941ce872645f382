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


def plan_with(*, signal: str = "clicks", converts: str = "", measure: str = "leads") -> Plan:
    belief = f", converts: {converts}" if converts else ""
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
    assert "What is missing: done, visits from links and leads." in found.says


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
    assert chain_of(plan_with(), *rows).joins == joins


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
