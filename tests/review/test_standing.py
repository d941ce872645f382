"""Where objectives stand: windows, the line, what is needed, and the sentence that says it."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.plan.file import read_plan
from milepost.plan.outline import Objective, Plan
from milepost.review.report import review
from milepost.review.series import Readings, Row, measure_of, read_readings
from milepost.review.standing import Standing, history, should_be, standing, window_of

METHOD = Path(__file__).parent.parent.parent / "docs" / "method"
DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))


def planned(objective: str, *, more: str = "") -> Plan:
    return read_plan(
        f"plan: P\nstarts: 2027-01-01\nends: 2027-12-31\n{more}goals:\n"
        f"  - id: g\n    goal: G\n    objectives:\n      - {{id: o, {objective}}}\n"
    )


def stands(plan: Plan, as_of: date, *rows: tuple[str, str, float]) -> Standing:
    read = Readings.of_rows(plan, [Row(date.fromisoformat(d), m, "", v) for d, m, v in rows])
    return standing(plan, read, plan.objectives[0], as_of)


@pytest.mark.parametrize(
    ("per", "day", "first"),
    [
        ("day", "2027-02-28", "2027-02-28"),
        ("week", "2027-02-28", "2027-02-22"),
        ("month", "2027-02-28", "2027-01-29"),
        ("month", "2027-03-31", "2027-03-01"),
        ("month", "2028-03-29", "2028-03-01"),
        ("month", "2027-01-31", "2027-01-01"),
        ("quarter", "2027-05-31", "2027-03-01"),
        ("year", "2028-02-29", "2027-03-01"),
        ("total", "2027-02-28", "2027-01-01"),
    ],
)
def test_window_is_one_period_long_and_ends_on_the_day(per, day, first):
    plan = planned(f"measure: leads, target: 5, per: {per}, by: 2027-12-31")
    window = window_of(plan, plan.objectives[0], measure_of(plan, "leads"), date.fromisoformat(day))
    assert window.first == date.fromisoformat(first)
    assert window.last == date.fromisoformat(day)


@given(
    DAYS,
    st.sampled_from([("week", 7, 7), ("month", 28, 31), ("quarter", 89, 92), ("year", 365, 366)]),
)
def test_windows_are_as_long_as_their_period(day, period):
    per, least, most = period
    plan = planned(f"measure: leads, target: 5, per: {per}, by: 2027-12-31")
    window = window_of(plan, plan.objectives[0], measure_of(plan, "leads"), day)
    assert least <= window.days <= most


@given(
    st.decimals(0, 1000, places=1),
    st.decimals(0, 1000, places=1),
    st.sampled_from(["month", "total"]),
    st.lists(DAYS, min_size=2, max_size=2).map(sorted),
)
def test_line_runs_one_way_and_stays_between_baseline_and_target(baseline, target, per, days):
    plan = planned(
        f"measure: leads, baseline: {baseline}, target: {target}, per: {per}, by: 2027-06-30"
    )
    measure = measure_of(plan, "leads")
    first, second = (should_be(plan, plan.objectives[0], measure, day) for day in days)
    begin = 0.0 if per == "total" else float(baseline)
    low, high = sorted((begin, float(target)))
    for value in (first, second):
        assert low - 1e-9 <= value <= high + 1e-9
    assert (second - first) * (float(target) - begin) >= -1e-9


def test_line_is_at_the_target_on_its_day():
    plan = planned("measure: leads, baseline: 8, target: 20, per: month, by: 2027-06-30")
    measure, objective = measure_of(plan, "leads"), plan.objectives[0]
    assert should_be(plan, objective, measure, date(2027, 6, 30)) == 20


def test_missing_days_are_said_and_never_taken_for_zero():
    plan = planned("measure: leads, baseline: 8, target: 20, per: week, by: 2027-06-30")
    found = stands(plan, date(2027, 2, 28), ("2027-02-28", "leads", 3))
    assert found.so_far == 3
    assert found.says.endswith("Readings stand on 1 of these 7 days.")
    none = stands(plan, date(2027, 2, 28), ("2027-02-01", "leads", 3))
    assert none.so_far is None
    assert none.should_be is not None
    assert none.says == "No readings of leads in the last week; the last is of 1 February."


def test_objective_without_any_reading_has_no_number_and_no_line():
    plan = planned("measure: leads, baseline: 8, target: 20, per: month, by: 2027-06-30")
    found = stands(plan, date(2027, 2, 28))
    assert (found.so_far, found.should_be, found.needed) == (None, None, None)
    assert "No readings of leads yet" in found.says


def test_unknown_baseline_means_no_line():
    plan = planned("measure: leads, baseline: unknown, target: 20, per: month, by: 2027-06-30")
    found = stands(plan, date(2027, 2, 28), ("2027-02-28", "leads", 3))
    assert found.so_far == 3
    assert found.should_be is None
    assert found.is_behind is None
    assert "not known, so there is no line to 20 by 30 June" in found.says


def test_target_may_still_be_open():
    plan = planned("measure: leads, target: decide by 2027-03-31, per: month, by: 2027-06-30")
    found = stands(plan, date(2027, 2, 28), ("2027-02-28", "leads", 3))
    assert "the number to reach is to be decided by 31 March" in found.says
    assert found.should_be is None


def test_day_to_decide_that_has_passed_is_overdue():
    plan = planned("measure: leads, target: decide by 2027-03-31, per: month, by: 2027-06-30")
    on_the_day = stands(plan, date(2027, 3, 31), ("2027-03-28", "leads", 3))
    assert "is to be decided by 31 March" in on_the_day.says
    after = stands(plan, date(2027, 4, 1), ("2027-03-28", "leads", 3))
    assert "the number to reach was to be decided by 31 March and is overdue." in after.says


@pytest.mark.parametrize(
    ("missing", "is_behind"),
    [([], True), (["2027-02-28"], True), (["2027-02-25"], None), (["2027-02-22"], None)],
)
def test_sum_that_lacks_a_day_is_not_behind_save_for_the_day_not_over(missing, is_behind):
    plan = planned("measure: leads, baseline: 80, target: 99, per: week, by: 2027-06-30")
    days = [f"2027-02-{n}" for n in range(22, 29)]
    found = stands(
        plan, date(2027, 2, 28), *[(day, "leads", 1) for day in days if day not in missing]
    )
    assert found.is_behind is is_behind


def test_last_day_counts_as_missing_once_it_is_over():
    plan = planned("measure: leads, baseline: 80, target: 99, per: week, by: 2027-02-28")
    rows = [(f"2027-02-{n}", "leads", 1) for n in range(22, 28)]
    assert stands(plan, date(2027, 2, 28), *rows).is_behind is True
    assert stands(plan, date(2027, 3, 1), *rows).is_behind is None


def test_level_is_judged_however_few_days_it_was_read_on():
    plan = planned("measure: followers, baseline: 100, target: 200, by: 2027-12-31")
    assert stands(plan, date(2027, 7, 2), ("2027-02-01", "followers", 130)).is_behind is True


def test_level_is_its_last_reading_however_old():
    plan = planned("measure: followers, baseline: 100, target: 200, by: 2027-12-31")
    found = stands(
        plan,
        date(2027, 7, 2),
        ("2026-11-01", "followers", 90),
        ("2027-02-01", "followers", 130),
        ("2027-08-01", "followers", 999),
    )
    assert found.so_far == 130
    assert round(found.should_be, 1) == 150.1
    assert found.says.startswith("130 followers on 1 February;")


def test_duration_is_its_median_and_less_is_better():
    wait = "id: wait, name: Time to answer, level: out-take, unit: h, kind: duration, better: down"
    more = f"measures: [{{{wait}}}]\n"
    plan = planned("measure: wait, baseline: 8, target: 2, per: week, by: 2027-12-31", more=more)
    rows = [(f"2027-02-2{n}", "wait", value) for n, value in ((6, 1.0), (7, 9.0), (8, 3.0))]
    found = stands(plan, date(2027, 2, 28), *rows)
    assert found.so_far == 3
    assert found.is_behind is False
    assert found.needed is None
    assert found.says.startswith("Time to answer 3 h in the middle in the last week;")


def test_needed_is_what_is_left_per_week_and_nothing_once_reached():
    plan = planned("measure: leads, target: 20, per: total, by: 2027-03-14")
    assert stands(plan, date(2027, 2, 28), ("2027-02-01", "leads", 8)).needed == 6
    reached = stands(plan, date(2027, 2, 28), ("2027-02-01", "leads", 25))
    assert reached.needed == 0
    assert "The number is reached." in reached.says
    assert stands(plan, date(2027, 3, 14), ("2027-02-01", "leads", 8)).needed is None


def test_after_its_day_an_objective_is_judged_as_of_that_day():
    plan = planned("measure: leads, baseline: 1, target: 5, per: week, by: 2027-01-31")
    found = stands(plan, date(2027, 3, 15), ("2027-01-28", "leads", 4), ("2027-03-14", "leads", 50))
    assert found.so_far == 4
    assert found.should_be == 5
    assert "4 leads in the last week up to 31 January; the number to reach was 5" in found.says


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("by: 2027-09-30", "Not done yet; due by 30 September."),
        ("by: 2027-02-01", "Not done, and was due by 1 February."),
        ("by: 2028-02-01", "Not done yet; due by 1 February 2028."),
        ("by: 2027-09-30, done: 2027-02-03", "Done on 3 February."),
        ("by: 2027-09-30, done: 2027-06-03", "Not done yet; due by 30 September."),
    ],
)
def test_milestone_is_done_or_not(more, says):
    plan = planned(f"kind: milestone, says: Named in the paper, {more}")
    assert stands(plan, date(2027, 2, 28)).says == says


def test_one_is_said_as_one():
    plan = planned("measure: leads, baseline: 1, target: 5, per: day, by: 2027-06-30")
    assert stands(plan, date(2027, 2, 28), ("2027-02-28", "leads", 1)).says.startswith("1 lead on")


def test_history_leaves_out_windows_that_reach_before_the_first_reading():
    plan = planned("measure: leads, baseline: 1, target: 5, per: month, by: 2027-06-30")
    days = [date(2027, 1, 1) + timedelta(days=n) for n in range(59)]
    readings = Readings.of_rows(plan, [Row(day, "leads", "", 1) for day in days])
    found = history(plan, readings, plan.objectives[0], date(2027, 2, 28))
    assert list(found) == [date(2027, 1, 31) + timedelta(weeks=n) for n in range(5)]
    assert set(found.values()) == {31.0}


def test_retired_objective_is_not_judged():
    plan = planned("measure: leads, target: 5, per: week, by: 2027-06-30, retired: 2027-02-01")
    found = review(plan, Readings(plan, {}), as_of=date(2027, 2, 28))
    assert found.objectives == ()


@given(DAYS, st.sampled_from(["week", "month", "total", None]), st.booleans())
def test_any_day_has_a_sentence(day, per, has_by):
    period = f", per: {per}" if per else ""
    by = ", by: 2027-06-30" if has_by else ""
    plan = planned(f"measure: leads, baseline: 2, target: 20{period}{by}")
    found = stands(plan, day, ("2027-02-01", "leads", 8))
    assert found.says[0].isupper() or found.says[0].isdigit()
    assert found.says.endswith(".")


def blocks(name: str) -> dict[str, str]:
    """Return the fenced blocks of a page by their language."""
    text = (METHOD / name).read_text(encoding="utf-8")
    return dict(re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL))


def test_worked_example_of_the_docs_comes_out():
    example = blocks("standing.md")
    plan = read_plan(example["yaml"])
    found = review(plan, read_readings(example["csv"], plan), as_of=date(2027, 2, 19)).as_json()
    for said, given_ in zip(found["objectives"], json.loads(example["json"]), strict=True):
        assert given_.items() <= said.items()


def test_objective_without_measure_says_what_to_do():
    plan = Plan(plan="P", starts=date(2027, 1, 1), ends=date(2027, 12, 31))
    found = standing(plan, Readings(plan, {}), Objective(id="o"), date(2027, 2, 1))
    assert found.says == "The plan does not say what is counted here; name a measure."
