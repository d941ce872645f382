"""Cadences are read as people write them, written in one way, and lay out the same slots always."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from milepost.base.clock import instant
from milepost.plan.cadence import (
    EXAMPLES,
    WEEKDAYS,
    Cadence,
    occurrences,
    per_week,
    read_cadence,
    write_cadence,
)

# What people write, and how the file writes it.
WRITTEN = {
    "daily at 08:00": "daily at 08:00",
    "every day at 8am": "daily at 08:00",
    "2 per day": "2 per day",
    "twice daily": "2 per day",
    "twice a day at 9 and 17": "2 per day at 09:00 17:00",
    "daily at 17:00, 9:00": "2 per day at 09:00 17:00",
    "3 per week on mon wed fri at 09:00": "3 per week on mon wed fri at 09:00",
    "3x per week": "3 per week",
    "3x/week": "3 per week",
    "3 times weekly": "3 per week",
    "three times a week": "3 per week",
    "twice a week on tuesday and thursday at 9am": "2 per week on tue thu at 09:00",
    "mon wed fri at noon": "3 per week on mon wed fri at 12:00",
    "Fridays, Mondays at 9 p.m.": "2 per week on mon fri at 21:00",
    "mon-fri at 9": "weekdays at 09:00",
    "Monday to Friday at 9": "weekdays at 09:00",
    "fri-mon": "4 per week on mon fri sat sun",
    "5 per week on weekdays": "weekdays",
    "every weekday at 12 am": "weekdays at 00:00",
    "weekends at 12 pm": "2 per week on sat sun at 12:00",
    "weekly": "1 per week",
    "weekly on tue": "1 per week on tue",
    "at 9 on mon": "1 per week on mon at 09:00",
    "on each monday": "1 per week on mon",
    "every tuesday and thursday at 18:30": "2 per week on tue thu at 18:30",
    "every 2 weeks on tue": "every 2 weeks on tue",
    "every other monday": "every 2 weeks on mon",
    "every second week on fri": "every 2 weeks on fri",
    "fortnightly": "every 2 weeks",
    "every 10 days": "every 10 days",
    "monthly on the first mon": "monthly on the first mon",
    "first monday of the month at 10": "monthly on the first mon at 10:00",
    "on the last friday of each month": "monthly on the last fri",
    "on the 15th of every month at 9 a.m.": "monthly on the 15 at 09:00",
    "monthly on the 31st": "monthly on the 31",
    "once a month": "monthly",
    "every 2 months on the first mon": "every 2 months on the first mon",
    "quarterly": "quarterly",
    "once by 2027-03-01": "once by 2027-03-01",
    "once on 2027-03-01 at 9:30": "once by 2027-03-01 at 09:30",
    "as needed": "as needed",
    "as needed, at least 2 per month": "as needed, at least 2 per month",
    "As needed, at least daily": "as needed, at least 1 per day",
    "on each new listing": "on each new listing",
    "on every new listing": "on each new listing",
    "after each Sale, and each gift": "after each Sale, and each gift",
    "whenever a painting is finished": "whenever a painting is finished",
    "Whenever we list a house": "whenever we list a house",
    "whenever I finish a painting": "whenever I finish a painting",
    "whenever we have a new listing": "whenever we have a new listing",
}
REFUSED = {
    "": "is no cadence",
    "now and then": "is no cadence",
    "biweekly": "is no cadence",  # twice a week or every second one
    "every morning": "is no cadence",
    "every second monday": "'second' is no day of the week",  # of the month or every other
    "mon mondey": "'mondey' is no day of the week",
    "0 per week": "is no number of times",
    "-1 per week": "is no cadence",
    "1001 per week": "is no number of times",
    "49 per day": "more often than anyone posts",
    "3 per week on mon tue": "asks for 3 but names 2 days",
    "8 per week at 09:00": "more slots than days",
    "2 per day at 09:00": "needs 2 times of day",
    "daily at 25:00": "is no time of day",
    "daily at 13 pm": "is no time of day",
    "daily at 9:60": "is no time of day",
    "daily at 0900": "is no time of day",
    "daily at 9 am pm": "is no time of day",
    "daily at 9 9:00": "names a time of day twice",
    "daily on mon": "names weekdays for a day",
    "monthly on mon": "names weekdays for a month",
    "weekly on the 15": "names a day of the month",
    "monthly on the 32": "is no day of a month",
    "monthly on the 1st and 15th": "names several days of a month",
    "every monday on tue": "names days twice",
    "once by tomorrow": "is no day",
    "once by 2027-02-29": "is no day of the calendar",
    "once by 20270301": "is no day",
    "once by 9999-12-31": "is out of reach",
    "once by 2027-03-01 at 9 10": "one time of day",
    "as needed, at least mon": "is no number per period",
    "whenever": "names nothing that happens; write for instance 'whenever a house is listed'",
    "whenever possible": "names nothing that happens",
    "Whenever I like": "names nothing that happens",
    "whenever we can": "names nothing that happens",
    "whenever you want to": "names nothing that happens",
    "whenever I'd like to post": "names nothing that happens",
    "whenever we have time": "names nothing that happens",
    "whenever we find the time": "names nothing that happens",
    "whenever there is time": "names nothing that happens",
    "whenever time allows": "names nothing that happens",
}


@pytest.mark.parametrize(("text", "canonical"), WRITTEN.items())
def test_cadence_is_read_as_people_write_it(text, canonical):
    assert write_cadence(read_cadence(text)) == canonical


@pytest.mark.parametrize(("text", "says"), REFUSED.items())
def test_unclear_cadence_is_refused_with_a_sentence(text, says):
    with pytest.raises(ValueError) as refused:
        read_cadence(text)
    assert says in str(refused.value)


@pytest.mark.parametrize("text", EXAMPLES)
def test_examples_are_written_canonically(text):
    assert write_cadence(read_cadence(text)) == text


def test_endless_word_is_refused_at_once():
    with pytest.raises(ValueError) as refused:
        read_cadence("a" * 100_000 + "1")
    assert len(str(refused.value)) < 250


@settings(deadline=None)
@given(st.text(max_size=60) | st.text("mondaywfris twice per 3/x-and,at9:0", max_size=40))
def test_any_text_is_read_and_written_the_same_or_refused(text):
    try:
        cadence = read_cadence(text)
    except ValueError as refused:
        assert str(refused)
        return
    assert read_cadence(write_cadence(cadence)) == cadence


times_of_day = st.lists(st.times().map(lambda at: at.replace(second=0, microsecond=0)), unique=True)


@st.composite
def texts(draw) -> str:
    """A cadence that lays out slots, in words."""
    at = draw(times_of_day.filter(lambda all_: len(all_) < 3))
    clock = f" at {' '.join(f'{each:%H:%M}' for each in at)}" if at else ""
    days = " ".join(draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True)))
    every = draw(st.integers(1, 5))
    nth = draw(st.sampled_from(("first", "second", "third", "fourth", "last")))
    weekday, month_day = draw(st.sampled_from(WEEKDAYS)), draw(st.integers(1, 31))
    period = draw(st.sampled_from(("day", "week", "month", "quarter", "year")))
    return draw(
        st.sampled_from(
            (
                f"{days}{clock}",
                f"every {every} weeks on {days}{clock}",
                f"every {every} {period}s{clock}",
                f"every {every} months on the {nth} {weekday}{clock}",
                f"every {every} months on the {month_day}{clock}",
                f"{draw(st.integers(1, 30))} per {period}",
                f"weekdays{clock}",
            )
        )
    )


days = st.dates(date(2026, 1, 1), date(2029, 12, 31))


def lay_out(text: str, starts: date, first: date, last: date) -> list:
    return list(occurrences(read_cadence(text), starts=starts, first=first, last=last))


def accepted(text: str) -> bool:
    try:
        read_cadence(text)
    except ValueError:
        return False
    return True


cadences = texts().filter(accepted)


@settings(deadline=None)
@given(cadences)
def test_canonical_writing_is_a_fixed_point(text):
    written = write_cadence(read_cadence(text))
    assert write_cadence(read_cadence(written)) == written
    assert read_cadence(written) == read_cadence(text)


@settings(deadline=None)
@given(cadences, days, st.integers(0, 500), st.integers(0, 200))
def test_slots_are_sorted_and_within_the_days_asked_for(text, starts, later, length):
    first = starts + timedelta(days=later - 100)
    found = lay_out(text, starts, first, last := first + timedelta(days=length))
    assert found == sorted(found)
    assert len({(each.day, each.nth) for each in found}) == len(found)
    assert all(max(starts, first) <= each.day <= last for each in found)


@settings(deadline=None)
@given(cadences, days, st.integers(0, 700), st.integers(0, 90))
def test_slots_do_not_depend_on_the_days_asked_for(text, starts, later, length):
    first = starts + timedelta(days=later)
    last = first + timedelta(days=length)
    whole = lay_out(text, starts, starts, starts + timedelta(days=800))
    assert lay_out(text, starts, first, last) == [x for x in whole if first <= x.day <= last]


@settings(deadline=None)
@given(cadences, days)
def test_average_week_agrees_with_slots_counted_over_years(text, starts):
    years = 12
    last = date(starts.year + years, starts.month, min(starts.day, 28))
    weeks = ((last - starts).days + 1) / 7
    cadence = read_cadence(text)
    counted = len(lay_out(text, starts, starts, last))
    one_period = (cadence.times or 1) + 1
    assert abs(counted - (per_week(cadence) or 0) * weeks) <= one_period + counted * 0.004


@settings(deadline=None)
@given(days, st.integers(2, 5), st.sampled_from(range(7)))
def test_every_n_weeks_counts_from_the_first_match_on_or_after_the_start(starts, every, weekday):
    found = lay_out(f"every {every} weeks on {WEEKDAYS[weekday]}", starts, starts, date(2031, 1, 1))
    first = starts + timedelta(days=(weekday - starts.weekday()) % 7)
    assert [x.day for x in found[:3]] == [first + timedelta(weeks=every * n) for n in range(3)]


@settings(deadline=None)
@given(days, st.integers(2, 9))
def test_every_n_days_counts_from_the_start(starts, every):
    found = lay_out(f"every {every} days", starts, starts, starts + timedelta(days=60))
    assert [x.day for x in found[:3]] == [starts + timedelta(days=every * n) for n in range(3)]


@settings(deadline=None)
@given(days)
def test_month_day_is_the_last_where_a_month_is_shorter(starts):
    for each in lay_out("monthly on the 31", starts, starts, starts + timedelta(days=800)):
        assert each.day.day == monthrange(each.day.year, each.day.month)[1]


def test_every_second_month_counts_from_the_first_match():
    found = lay_out(
        "every 2 months on the 10", date(2027, 1, 11), date(2027, 1, 11), date(2027, 12, 31)
    )
    assert [each.day.month for each in found] == [2, 4, 6, 8, 10, 12]


def test_leap_day_comes_in_leap_years_only():
    found = lay_out("monthly on the 29", date(2027, 1, 1), date(2027, 1, 1), date(2028, 3, 1))
    assert [x.day for x in found if x.day.month == 2] == [date(2027, 2, 28), date(2028, 2, 29)]


def test_yearly_from_the_leap_day_falls_on_the_last_of_february():
    found = lay_out("yearly", date(2028, 2, 29), date(2028, 2, 29), date(2033, 1, 1))
    assert [x.day for x in found] == [
        date(2028, 2, 29),
        *(date(year, 2, 28) for year in (2029, 2030, 2031)),
        date(2032, 2, 29),
    ]


def test_fourth_weekday_and_last_weekday_differ_in_long_months():
    starts, last = date(2027, 3, 1), date(2027, 3, 31)
    assert [x.day for x in lay_out("monthly on the fourth wed", starts, starts, last)] == [
        date(2027, 3, 24)
    ]
    assert [x.day for x in lay_out("monthly on the last wed", starts, starts, last)] == [
        date(2027, 3, 31)
    ]


def test_quarterly_plan_of_a_year_has_four_slots_wherever_it_starts():
    for starts in (date(2027, 1, 4), date(2027, 11, 30)):
        last = date(starts.year + 1, starts.month, starts.day) - timedelta(days=1)
        assert len(lay_out("quarterly", starts, starts, last)) == 4
        assert len(lay_out("yearly", starts, starts, last)) == 1
        assert len(lay_out("monthly", starts, starts, last)) == 12


def test_weeks_run_over_the_turn_of_the_year():
    found = lay_out("every 2 weeks on thu", date(2026, 12, 1), date(2026, 12, 1), date(2027, 1, 31))
    gaps = {(b.day - a.day).days for a, b in pairwise(found)}
    assert gaps == {14}
    assert {each.day.year for each in found} == {2026, 2027}


@pytest.mark.parametrize("text", ["as needed", "as needed, at least 2 per month", "on each sale"])
def test_what_comes_as_it_comes_has_no_slots(text):
    assert lay_out(text, date(2027, 1, 1), date(2027, 1, 1), date(2028, 1, 1)) == []


def test_once_has_its_slot_on_its_day_and_none_before_the_start():
    cadence = read_cadence("once by 2027-03-01 at 9")
    starts, day = date(2027, 1, 1), date(2027, 3, 1)
    assert [x.at for x in occurrences(cadence, starts=starts, first=day, last=day)] == [time(9)]
    late = occurrences(cadence, starts=day + timedelta(days=1), first=starts, last=date(2028, 1, 1))
    assert list(late) == []


def test_average_week_is_not_known_for_what_comes_once_or_on_an_event():
    assert [per_week(read_cadence(each)) for each in ("once by 2027-03-01", "as needed")] == [
        None,
        None,
    ]
    assert per_week(read_cadence("as needed, at least 2 per week")) == 2
    assert per_week(read_cadence("every 2 weeks on tue thu")) == 1


def test_slots_without_days_are_spread_over_the_week():
    found = lay_out("10 per week", date(2027, 1, 4), date(2027, 1, 4), date(2027, 1, 10))
    assert [x.day.weekday() for x in found] == [0, 0, 1, 2, 2, 3, 4, 4, 5, 6]


def test_cadence_without_written_form_is_refused():
    with pytest.raises(ValueError, match="no written form"):
        write_cadence(Cadence("repeated", times=3, every=2, period="week"))


# Zone, day, local time, and the instant by the zone's law.
CHANGES = [
    ("America/Los_Angeles", date(2027, 3, 14), time(2, 30), "2027-03-14T10:30"),  # gap
    ("America/Los_Angeles", date(2027, 11, 7), time(1, 30), "2027-11-07T08:30"),  # twice
    ("Europe/Berlin", date(2027, 3, 28), time(2, 30), "2027-03-28T01:30"),  # gap
    ("Europe/Berlin", date(2027, 10, 31), time(2, 30), "2027-10-31T00:30"),  # twice
    (
        "Australia/Lord_Howe",
        date(2026, 10, 4),
        time(2, 15),
        "2026-10-03T15:45",
    ),  # gap, half an hour
    (
        "Australia/Lord_Howe",
        date(2027, 4, 4),
        time(1, 45),
        "2027-04-03T14:45",
    ),  # twice, half an hour
    ("America/Havana", date(2026, 3, 8), time(0, 30), "2026-03-08T05:30"),  # gap at midnight
    ("Asia/Kathmandu", date(2027, 1, 1), time(9, 0), "2027-01-01T03:15"),
]


@pytest.mark.parametrize(("zone", "day", "at", "wanted"), CHANGES)
def test_slot_keeps_its_local_time_over_the_change_of_clocks(zone, day, at, wanted):
    assert instant(day, at, zone) == datetime.fromisoformat(wanted).replace(tzinfo=UTC)


@settings(deadline=None)
@given(days, st.sampled_from(("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")))
def test_daily_slots_are_never_turned_around_by_the_change_of_clocks(day, zone):
    assume(day.year < 2029)
    found = lay_out("daily at 01:30 02:30 03:30", day, day, day + timedelta(days=1))
    moments = [instant(x.day, x.at, zone) for x in found]
    assert moments == sorted(moments)
