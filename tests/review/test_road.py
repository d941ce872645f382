"""The road and its headline: what is reached, and where we are said to stand."""

from datetime import date, timedelta

import pytest

from milepost.plan.file import read_plan
from milepost.review.report import review
from milepost.review.road import headline, road_of
from milepost.review.series import Readings, Row

PLAN = read_plan(
    """plan: P
starts: 2027-01-04
ends: 2027-12-31
goals:
  - id: g
    goal: G
    objectives:
      - {id: o, measure: leads, baseline: 8, target: 20, per: week, by: 2027-06-30}
      - {id: paper, kind: milestone, says: In the paper, by: 2027-06-30, done: 2027-03-10}
milestones: [{id: open, says: Channels open, day: 2027-06-01, done: 2027-03-10}]
"""
)
TODAY = date(2027, 2, 28)


def found(days: int):
    rows = [Row(TODAY - timedelta(days=n), "leads", "", 1.0) for n in range(days)]
    return review(PLAN, Readings.of_rows(PLAN, rows), as_of=TODAY)


@pytest.mark.parametrize(
    ("today", "says", "tone"),
    [(date(2027, 3, 9), "", "none"), (date(2027, 3, 10), "reached", "done")],
)
def test_milepost_is_reached_on_its_day_and_not_before(today, says, tone):
    posts = {each.label: each for each in road_of(PLAN, None, name="r", today=today).mileposts}
    for label in ("In the paper", "Channels open"):
        assert (posts[label].says, posts[label].tone) == (says, tone)


def test_headline_says_behind_where_every_day_was_counted():
    assert headline(found(7)) == (
        "You are on the road to 20 leads a week, well behind where you should be."
    )


def test_headline_with_days_missing_says_the_standing_and_no_verdict():
    seen = found(3)
    assert headline(seen) == seen.objectives[0].says
    assert "behind" not in headline(seen)
    assert "Readings stand on 3 of these 7 days." in headline(seen)


@pytest.mark.parametrize(("days", "tone"), [(7, "warn"), (3, "none")])
def test_milepost_is_amber_only_where_every_day_was_counted(days, tone):
    posts = road_of(PLAN, found(days), name="r", today=TODAY).mileposts
    assert next(each.tone for each in posts if each.label == "20 leads a week") == tone
