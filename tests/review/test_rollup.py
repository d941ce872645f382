"""Counting one day's rows: zeros where something is counted, silence where it is not."""

from hypothesis import given
from hypothesis import strategies as st

from milepost.review.rollup import Credit, DayOfWork, readings_of_day

PARTS = {"tactics": ("blog", "talk"), "strategies": ("teach",)}


def test_what_is_not_counted_yet_has_no_reading():
    assert readings_of_day(DayOfWork(**PARTS)) == {}


def test_live_tactics_get_a_zero_and_others_what_they_did():
    found = readings_of_day(DayOfWork(**PARTS, planned=["blog"], done=["blog", "old", "blog"]))
    assert found == {
        ("planned", "blog"): 1,
        ("planned", "talk"): 0,
        ("done", "blog"): 2,
        ("done", "talk"): 0,
        ("done", "old"): 1,
    }


def test_clicks_are_counted_of_tactic_strategy_and_business():
    clicks = [Credit("blog", "teach"), Credit("blog", "teach"), Credit(None, None)]
    assert readings_of_day(DayOfWork(**PARTS, clicks=clicks)) == {
        ("clicks", "blog"): 2,
        ("clicks", "talk"): 0,
        ("clicks", "teach"): 2,
        ("clicks", ""): 3,
    }


def test_leads_are_all_who_asked_and_tracked_ones_those_by_link():
    found = readings_of_day(
        DayOfWork(
            tracked_leads=[Credit("blog", "teach")], leads=3, stages={"leads": 1, "offers": 0}
        )
    )
    assert found == {
        ("tracked_leads", "blog"): 1,
        ("tracked_leads", "teach"): 1,
        ("leads", ""): 3,
        ("offers", ""): 0,
    }


@given(st.lists(st.builds(Credit, st.sampled_from(["blog", "talk", None]), st.just("teach"))))
def test_no_click_is_lost_or_counted_twice(clicks):
    found = readings_of_day(DayOfWork(**PARTS, clicks=clicks))
    assert found["clicks", ""] == found["clicks", "teach"] == len(clicks)
    by_tactic = found["clicks", "blog"] + found["clicks", "talk"]
    assert by_tactic == sum(1 for click in clicks if click.tactic)
