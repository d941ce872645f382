"""The calendar by month, week or list: slots as the plan lays them out, and what filled them."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from django.http import HttpResponse

from milepost.do.calendar import STATES, Entry, is_near
from milepost.do.queries.calendar import calendar as calendar_of
from milepost.plan.queries import live_tactics
from milepost.web.access import PageRequest, page, show, today_of

VIEWS = ("month", "week", "list")
# Of a fuller day the rest is one step away, on a page of its own.
MOST_A_DAY = {"month": 5, "week": 16}
# A list of fuller days ends after the day on which it gets longer than this.
MOST_LISTED = 80


@dataclass(frozen=True)
class Day:
    """One day of the calendar."""

    day: date
    is_outside: bool  # of the month shown
    entries: tuple[Entry, ...]
    more: int  # entries that are not shown


@dataclass(frozen=True)
class Span:
    """The days shown, and the days to page to."""

    first: date
    last: date
    before: date
    after: date


@page("read")
def calendar(request: PageRequest) -> HttpResponse:
    """Show the calendar around a day; without one, around today."""
    today = today_of(request.workspace)
    view = request.GET.get("view", "month")
    view = view if view in (*VIEWS, "day") else "month"
    around = _day(request.GET.get("day", ""), today)
    span = span_of(view, around)
    tactic, state = request.GET.get("tactic", ""), request.GET.get("state", "")
    found = [
        entry
        for entry in calendar_of(request.workspace, span.first, span.last, today=today)
        if (not tactic or entry.tactic == tactic) and (not state or entry.state == state)
    ]
    if view == "list":
        found, span = _whole_days(found, span)
    return show(
        request,
        "do/calendar.html",
        "calendar",
        view=view,
        views=VIEWS,
        around=around,
        span=span,
        weeks=weeks_of(view, span, found, around),
        days=[(day, list(group)) for day, group in groupby(found, key=lambda entry: entry.day)],
        tactics=live_tactics(request.workspace),
        states=STATES,
        tactic=tactic,
        state=state,
    )


def _day(text: str, otherwise: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return day if is_near(day) else otherwise


def span_of(view: str, around: date) -> Span:
    """Return whole weeks that hold the month, the week, four weeks for the list, or the day."""
    monday = around - timedelta(days=around.weekday())
    if view == "day":
        return Span(around, around, around - timedelta(days=1), around + timedelta(days=1))
    if view == "week":
        week = timedelta(weeks=1)
        return Span(monday, monday + timedelta(days=6), around - week, around + week)
    if view == "list":
        four = timedelta(weeks=4)
        return Span(monday, monday + timedelta(days=27), around - four, around + four)
    begin = around.replace(day=1)
    end = (begin + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Span(
        begin - timedelta(days=begin.weekday()),
        end + timedelta(days=6 - end.weekday()),
        (begin - timedelta(days=1)).replace(day=1),
        end + timedelta(days=1),
    )


def _whole_days(found: list[Entry], span: Span) -> tuple[list[Entry], Span]:
    """Cut a long list after a whole day; the days that follow are where it goes on."""
    if len(found) <= MOST_LISTED:
        return found, span
    last = found[MOST_LISTED].day
    shown = [entry for entry in found if entry.day <= last]
    return shown, replace(span, last=last, after=last + timedelta(days=1))


def weeks_of(view: str, span: Span, found: list[Entry], around: date) -> list[list[Day]]:
    """Return the days of the span in rows of seven."""
    by_day: dict[date, list[Entry]] = {}
    for entry in found:
        by_day.setdefault(entry.day, []).append(entry)
    days = [span.first + timedelta(days=n) for n in range((span.last - span.first).days + 1)]
    most = MOST_A_DAY.get(view, len(found))
    cells = [
        Day(day, view == "month" and day.month != around.month, *_cut(by_day.get(day, []), most))
        for day in days
    ]
    return [cells[n : n + 7] for n in range(0, len(cells), 7)]


def _cut(entries: list[Entry], most: int) -> tuple[tuple[Entry, ...], int]:
    """Return the entries that are shown of a day, and how many are not."""
    shown = entries if len(entries) <= most else entries[: most - 1]
    return tuple(shown), len(entries) - len(shown)
