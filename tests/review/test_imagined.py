"""Imagined readings: the same for the same seed, and true to the plan's beliefs."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import fmean, pvariance

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milepost.plan.file import read_plan
from milepost.plan.shift import shifted
from milepost.review.imagined import imagine
from milepost.review.series import read_readings, write_readings

GOLDEN = read_plan(Path(__file__).parent.parent / "golden" / "plan.yaml")
PLAN = read_plan("""
plan: Bakery
starts: 2027-01-04
ends: 2027-12-31
measures: [{id: wait, name: Time to answer, level: out-take, unit: h, kind: duration, better: down}]
funnel: [{stage: lead}, {stage: order, rate: 50%, after: 14-28 d}]
goals:
  - id: orders-goal
    goal: Cakes for weddings
    objectives:
      - {id: asked, measure: leads, baseline: 0, target: 20, per: month, by: 2027-06-30}
      - {id: quick, measure: wait, baseline: 20, target: 2, per: month, by: 2027-06-30}
strategies:
  - id: show
    strategy: Show how it is made
    serves: [asked]
    signal: clicks
    expects: 20 per day
    converts: 5%
  - {id: answer, strategy: Answer at once, serves: [quick], signal: wait}
tactics:
  - id: loaf
    tactic: The loaf of the day
    serves: show
    cadence: daily at 07:00
    channels: [facebook]
    measure: clicks
    magnet: recipe
    budget: 14 per week
  - {id: fair, tactic: A stand at the fair, serves: show, cadence: on each fair, measure: clicks}
  - {id: round, tactic: Answer, serves: answer, cadence: 2 per day, kind: round, measure: wait}
  - {id: sign, tactic: Paint the sign, serves: show, cadence: once by 2027-01-20, measure: visits}
magnets: [{id: recipe, title: The recipe}]
""")
LAST = PLAN.starts + timedelta(days=83)


def told(seed=0, *, plan=PLAN, weeks=12, until=LAST):
    """Return the readings by measure and part."""
    series = defaultdict(dict)
    for day, measure, of, value in imagine(plan, weeks=weeks, until=until, seed=seed):
        series[measure, of][day] = value
    return series


def test_same_seed_tells_the_same_and_another_seed_does_not():
    assert imagine(PLAN, weeks=12, until=LAST, seed=3) == imagine(
        PLAN, weeks=12, until=LAST, seed=3
    )
    assert imagine(PLAN, weeks=12, until=LAST, seed=3) != imagine(
        PLAN, weeks=12, until=LAST, seed=4
    )


@given(st.integers(0, 83), st.integers(0, 50))
@settings(max_examples=20, deadline=None)
def test_a_later_end_does_not_rewrite_earlier_days(days, seed):
    until = PLAN.starts + timedelta(days=days)
    whole = imagine(PLAN, weeks=12, until=LAST, seed=seed)
    assert imagine(PLAN, weeks=12, until=until, seed=seed) == [r for r in whole if r.day <= until]


def test_fewer_weeks_are_the_last_of_them():
    whole = imagine(PLAN, weeks=12, until=LAST)
    first = LAST - timedelta(days=13)
    assert imagine(PLAN, weeks=2, until=LAST) == [row for row in whole if row.day >= first]


def test_nothing_is_told_of_days_before_the_plan_began():
    assert min(row.day for row in imagine(PLAN, weeks=50, until=LAST)) == PLAN.starts
    assert imagine(PLAN, weeks=12, until=PLAN.starts - timedelta(days=1)) == []


@given(st.integers(-60, 60))
@settings(max_examples=10, deadline=None)
def test_a_plan_moved_by_weeks_gets_the_same_story(weeks):
    by = timedelta(weeks=weeks)
    moved = imagine(shifted(PLAN, weeks), weeks=12, until=LAST + by)
    before = imagine(PLAN, weeks=12, until=LAST)
    assert moved == [row._replace(day=row.day + by) for row in before]


def seen_first(signal):
    """Return the bakery's plan with another first sign."""
    show = replace(PLAN.strategies[0], signal=signal)
    return replace(
        PLAN,
        strategies=(show, *PLAN.strategies[1:]),
        tactics=tuple(replace(each, measure=signal) for each in PLAN.tactics),
    )


@pytest.mark.parametrize(
    "plan",
    [PLAN, GOLDEN, seen_first("impressions"), seen_first("engagements")],
    ids=["bakery", "golden", "impressions", "engagements"],
)
def test_readings_can_be_read_back(plan):
    rows = imagine(plan, weeks=12, until=LAST)
    assert list(read_readings(write_readings(rows), plan).rows) == rows


def test_most_of_what_is_planned_is_done_but_little_in_the_lazy_fortnight():
    done = [told(seed)["done", "round"] for seed in range(20)]
    usual = fmean(one[PLAN.starts + timedelta(days=n)] for one in done for n in range(35)) / 2
    lazy = fmean(one[PLAN.starts + timedelta(days=n)] for one in done for n in range(35, 49)) / 2
    assert 0.88 < usual < 0.96
    assert 0.2 < lazy < 0.4


def test_days_that_nobody_wrote_down_are_missing_and_not_zero():
    story = told()
    outage = [PLAN.starts + timedelta(days=n) for n in range(52, 55)]
    assert not set(outage) & set(story["clicks", "show"])
    assert set(outage) <= set(story["done", "loaf"])


def test_signal_rises_as_the_plan_expects_where_its_work_is_done():
    ends = [story["clicks", "show"] for story in map(told, range(30))]
    clicks = [
        value for one in ends for day, value in one.items() if day > LAST - timedelta(days=14)
    ]
    # 20 a day at full work, of which about 92 in 100 is done.
    assert 17 < fmean(clicks) < 20


def test_clicks_of_one_day_vary_more_than_chance_alone():
    day = PLAN.starts + timedelta(days=30)
    clicks = [told(seed, until=day)["clicks", "loaf"].get(day) for seed in range(80)]
    known = [value for value in clicks if value is not None]
    assert pvariance(known) > 2 * fmean(known)


def test_leads_by_link_are_the_believed_part_of_the_clicks():
    leads = clicks = 0.0
    for story in map(told, range(30)):
        for day, came in story["clicks", "loaf"].items():
            clicks += came
            leads += story["tracked_leads", "loaf"][day]
    assert 0.04 < leads / clicks < 0.06


def test_all_leads_are_at_least_those_by_link():
    story = told(7)
    by_link = story["tracked_leads", "show"]
    assert all(story["leads", ""][day] >= count for day, count in by_link.items())


def test_later_stages_come_at_the_believed_rate_and_not_before_their_delay():
    stories = [told(seed) for seed in range(20)]
    early = sum(
        value
        for story in stories
        for day, value in story["orders", ""].items()
        if day < PLAN.starts + timedelta(days=14)
    )
    asked = sum(
        value
        for story in stories
        for day, value in story["leads", ""].items()
        if day <= LAST - timedelta(days=28)
    )
    ordered = sum(sum(story["orders", ""].values()) for story in stories)
    assert early == 0
    assert 0.45 < ordered / asked < 0.85  # those who asked in the last weeks order in part


def test_a_level_goes_from_its_baseline_towards_its_target():
    waits = [told(seed)["wait", ""] for seed in range(10)]
    first = fmean(value for one in waits for day, value in one.items() if day < date(2027, 1, 11))
    last = fmean(value for one in waits for day, value in one.items() if day > date(2027, 3, 21))
    assert first > 15
    assert last < 6


def test_a_level_is_not_known_on_days_without_work():
    story = told()
    idle = [day for day, count in story["done", "round"].items() if not count]
    assert idle
    assert not set(idle) & set(story["wait", ""])


def test_followers_are_looked_up_on_mondays_and_slowly_rise():
    followers = told()["followers", "facebook"]
    counts = list(followers.values())
    assert {day.weekday() for day in followers} == {0}
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


def test_money_is_spent_when_something_is_done():
    story = told()
    done = {day for day, count in story["done", "loaf"].items() if count}
    assert set(story["spend", "loaf"]) == done
    assert 12 * 14 * 0.4 < sum(story["spend", "loaf"].values()) < 12 * 14 * 1.1


def test_what_is_to_be_done_once_is_done_on_its_day():
    done = told()["done", "sign"]
    assert [day for day, count in done.items() if count] == [date(2027, 1, 20)]
