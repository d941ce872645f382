"""Done against planned: what is known of each tactic, in total and week by week."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from milepost.plan.file import read_plan
from milepost.review.adherence import Week, adherences
from milepost.review.report import adherence_words
from milepost.review.series import Readings, Row

FIRST = date(2027, 1, 4)
PLAN = read_plan(
    """plan: P
starts: 2027-01-04
tactics:
  - {id: blog, tactic: Blog, cadence: 2 per week on mon thu}
  - {id: calls, tactic: Calls, cadence: as needed}
  - {id: late, tactic: Late, cadence: daily, starts: 2027-03-01}
"""
)


def found_on(as_of: date, *rows: tuple[int, str, str, float], most_weeks: int = 8):
    readings = [Row(FIRST + timedelta(days=n), m, of, v) for n, m, of, v in rows]
    return adherences(PLAN, Readings.of_rows(PLAN, readings), as_of, most_weeks=most_weeks)


def test_tactics_that_have_not_begun_are_left_out():
    assert [each.tactic.id for each in found_on(date(2027, 2, 28))] == ["blog", "calls"]


def test_done_is_unknown_without_any_reading_and_planned_without_days():
    blog, calls = found_on(date(2027, 1, 17))
    assert (blog.planned, blog.done) == (4, None)
    assert (calls.planned, calls.done) == (None, None)
    assert adherence_words(blog) == "4 planned; nothing says yet what was done."


def test_reading_of_planned_replaces_the_slots_of_its_day_alone():
    blog, _ = found_on(date(2027, 1, 17), (0, "planned", "blog", 3), (1, "planned", "blog", 1))
    assert blog.planned == 3 + 1 + 3


def test_readings_before_the_start_and_after_the_day_do_not_count():
    blog, _ = found_on(
        date(2027, 1, 10), (-1, "done", "blog", 5), (0, "done", "blog", 1), (7, "done", "blog", 9)
    )
    assert blog.done == 1
    assert adherence_words(blog) == "1 of 2 done."


def test_weeks_tell_done_missed_and_still_open():
    thursday = FIRST + timedelta(days=10)
    blog, _ = found_on(thursday, (0, "done", "blog", 1), (7, "done", "blog", 1))
    assert blog.weeks == (
        Week(FIRST, done=1, missed=1, open=0),
        Week(FIRST + timedelta(days=7), done=1, missed=0, open=1),
    )


def test_more_done_than_planned_is_said_apart():
    blog, _ = found_on(date(2027, 1, 10), (0, "done", "blog", 82))
    assert adherence_words(blog) == "82 done; 2 were planned."
    blog, _ = found_on(FIRST, (0, "done", "blog", 2))
    assert adherence_words(blog) == "2 done; 1 was planned."


def test_nothing_is_said_where_nothing_was_planned_and_nothing_done():
    rows = [(0, "planned", "blog", 0), (0, "done", "blog", 0)]
    blog, _ = found_on(FIRST, *rows)
    assert (blog.planned, blog.done) == (0, 0)
    assert adherence_words(blog) == ""


def since(day: date, *rows: tuple[date, str, str, float], as_of: date = date(2027, 1, 31)):
    readings = Readings.of_rows(PLAN, [Row(*row) for row in rows])
    return adherences(PLAN, readings, as_of, since=day)


def test_what_was_laid_out_before_the_plan_came_is_neither_planned_nor_missed():
    blog, _ = since(date(2027, 1, 20), (date(2027, 1, 25), "done", "blog", 1))
    assert (blog.planned, blog.done) == (3, 1)
    assert [week.missed for week in blog.weeks] == [1, 1]


def test_earlier_reading_of_any_work_brings_the_count_forward():
    blog, _ = since(date(2027, 1, 20), (date(2027, 1, 11), "done", "calls", 1))
    assert blog.planned == 6


def test_plan_that_comes_after_the_day_or_before_the_start_changes_nothing_else():
    blog, _ = since(date(2027, 2, 20))
    assert (blog.planned, blog.done) == (0, None)
    blog, _ = since(date(2026, 12, 1))
    assert blog.planned == 8


@given(st.integers(0, 60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 4)), max_size=20))
def test_weeks_never_lose_what_was_planned(days, done):
    rows = [(n, "done", "blog", float(v)) for n, v in [(0, 0), *done]]
    blog, *_ = found_on(FIRST + timedelta(days=days), *rows, most_weeks=100)
    assert sum(week.done for week in blog.weeks) == blog.done
    assert sum(week.done + week.missed + week.open for week in blog.weeks) >= blog.planned
