"""Rates: never more than allowed, and no longer a wait than needed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.engine.models import Rate
from milepost.engine.rates import admit, forget_old_rates

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_burst_goes_at_once_and_the_next_waits_one_spacing():
    asked = [admit("a", count=6, seconds=60, burst=3, now=NOW) for _ in range(4)]
    assert asked == [None, None, None, timedelta(seconds=10)]


def test_refused_call_costs_nothing():
    for _ in range(5):
        admit("a", count=6, seconds=60, burst=1, now=NOW)
    assert admit("a", count=6, seconds=60, burst=1, now=NOW + timedelta(seconds=10)) is None


def test_keys_do_not_touch_each_other():
    assert admit("a", count=1, seconds=60, burst=1, now=NOW) is None
    assert admit("b", count=1, seconds=60, burst=1, now=NOW) is None


def test_long_silence_saves_up_no_more_than_the_burst():
    admit("a", count=6, seconds=60, burst=2, now=NOW)
    later = NOW + timedelta(days=1)
    asked = [admit("a", count=6, seconds=60, burst=2, now=later) for _ in range(3)]
    assert asked == [None, None, timedelta(seconds=10)]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    count=st.integers(1, 20),
    seconds=st.integers(1, 600),
    burst=st.integers(1, 5),
    gaps=st.lists(st.integers(0, 200), min_size=1, max_size=25),
)
def test_any_stretch_of_time_holds_its_share_and_the_burst_at_most(count, seconds, burst, gaps):
    Rate.objects.all().delete()
    spacing = timedelta(seconds=seconds / count)
    now, admitted = NOW, []
    for gap in gaps:
        now += timedelta(seconds=gap)
        if admit("a", count=count, seconds=seconds, burst=burst, now=now) is None:
            admitted.append(now)
    for first, start in enumerate(admitted):
        for last, end in enumerate(admitted[first:], first):
            assert last - first + 1 <= burst + (end - start) // spacing


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    count=st.integers(1, 20),
    seconds=st.floats(0.1, 600),
    burst=st.integers(1, 5),
    gaps=st.lists(st.floats(0, 60), min_size=1, max_size=15),
)
def test_wait_that_is_told_is_exactly_enough(count, seconds, burst, gaps):
    Rate.objects.all().delete()
    now = NOW
    for gap in gaps:
        now += timedelta(seconds=gap)
        wait = admit("a", count=count, seconds=seconds, burst=burst, now=now)
        if wait is not None:
            soon = now + wait - timedelta(microseconds=1)
            assert admit("a", count=count, seconds=seconds, burst=burst, now=soon) is not None
            now += wait
            assert admit("a", count=count, seconds=seconds, burst=burst, now=now) is None


def test_what_nobody_asks_for_any_more_is_forgotten():
    admit("old", count=6, seconds=60, burst=1, now=NOW)
    admit("new", count=6, seconds=60, burst=1, now=NOW + timedelta(days=2))
    assert forget_old_rates(now=NOW + timedelta(days=2)) == 1
    assert list(Rate.objects.values_list("key", flat=True)) == ["new"]
