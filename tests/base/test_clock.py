"""Days and instants in every zone, over every change of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milepost.base.clock import day_bounds, day_in, instant, is_zone

ZONES = sorted(name for name in available_timezones() if "/" in name)
zones = st.sampled_from(ZONES)
days = st.dates(date(1995, 1, 1), date(2035, 12, 31))


def test_zones_are_known_by_their_whole_name():
    assert [is_zone(each) for each in ("Europe/Berlin", "UTC", "europe/berlin", "", "../UTC")] == [
        True,
        True,
        False,
        False,
        False,
    ]


@settings(deadline=None)
@given(zones, days)
def test_days_follow_one_another_without_gap_or_overlap(zone, day):
    first, last = day_bounds(day, zone)
    assert last == day_bounds(day + timedelta(days=1), zone)[0]
    assert timedelta(0) <= last - first <= timedelta(hours=26)


@settings(deadline=None)
@given(zones, st.datetimes(datetime(1995, 1, 2), datetime(2035, 12, 30)))  # noqa: DTZ001
def test_every_instant_is_within_its_day(zone, naive):
    moment = naive.replace(tzinfo=UTC)
    first, last = day_bounds(day_in(zone, moment), zone)
    assert first <= moment < last


@settings(deadline=None)
@given(zones, days, st.times())
def test_local_time_that_exists_stays_and_one_that_does_not_moves_forward(zone, day, at):
    local = instant(day, at, zone).astimezone(ZoneInfo(zone))
    assert local.replace(tzinfo=None) >= datetime.combine(day, at)
    assert local.replace(tzinfo=None) - datetime.combine(day, at) <= timedelta(days=1)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2027, 3, 28), 23),
        ("Europe/Berlin", date(2027, 10, 31), 25),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("America/Havana", date(2026, 3, 8), 23),  # midnight does not exist
        ("Pacific/Apia", date(2011, 12, 30), 0),  # the day does not exist
        ("UTC", date(2027, 3, 28), 24),
    ],
)
def test_day_is_as_long_as_its_clocks_say(zone, day, hours):
    first, last = day_bounds(day, zone)
    assert last - first == timedelta(hours=hours)


def test_day_is_that_of_the_zone():
    moment = datetime(2027, 1, 1, 7, 59, tzinfo=UTC)
    assert [day_in(each, moment) for each in ("America/Los_Angeles", "Asia/Tokyo")] == [
        date(2026, 12, 31),
        date(2027, 1, 1),
    ]


def test_instant_is_in_utc():
    assert instant(date(2027, 7, 1), time(9), "Europe/Berlin").isoformat() == (
        "2027-07-01T07:00:00+00:00"
    )
