"""Done against planned: for each tactic, how much of what was planned was done."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from milepost.plan.outline import Plan, Tactic
from milepost.plan.slots import slots_of
from milepost.review.series import Readings, Series

_LAID_OUT = {"repeated", "once"}  # other cadences come when something happens
_WORK = {"planned", "done"}


@dataclass(frozen=True)
class Adherence:
    """What was planned and done of one tactic by day, both ends included; None: not known."""

    tactic: Tactic
    first: date
    last: date
    planned_by_day: Series | None
    done_by_day: Series | None

    @property
    def planned(self) -> float | None:
        """How many were planned."""
        return None if self.planned_by_day is None else sum(self.planned_by_day.values())

    @property
    def done(self) -> float | None:
        """How many were done."""
        return None if self.done_by_day is None else sum(self.done_by_day.values())


@dataclass(frozen=True)
class Week:
    """Planned and done of one week; open: planned for the last day, which is not over."""

    monday: date
    done: int
    missed: int
    open: int


def adherences(
    plan: Plan, readings: Readings, as_of: date, *, since: date | None = None
) -> tuple[Adherence, ...]:
    """Return done against planned for each tactic that has begun.

    The work is counted from `since`, or from the first reading of it where that is earlier.
    """
    begins = _first_counted(readings, since)
    return tuple(
        _adherence(plan, readings, tactic, (max(begins, starts), as_of))
        for tactic in plan.tactics
        if (starts := plan.span_of(tactic)[0]) <= as_of
    )


def _first_counted(readings: Readings, since: date | None) -> date:
    if since is None:
        return date.min
    work = [days for (measure, _), days in readings.series.items() if measure in _WORK]
    return min([since, *(min(days) for days in work if days)])


def _adherence(
    plan: Plan, readings: Readings, tactic: Tactic, days: tuple[date, date]
) -> Adherence:
    """Count a tactic's planned and done from the first of `days` to the last.

    A day's reading of `planned` stands before its cadence. Done is not known where no reading of
    it exists at all; planned is not where the cadence names no days and no reading does.
    """
    first, as_of = days
    counted = _within(readings.own("planned", tactic.id), first, as_of)
    laid_out = Counter(slot.day for slot in slots_of(plan, tactic, first, as_of))
    knows = tactic.cadence is not None and tactic.cadence.kind in _LAID_OUT
    planned = {**dict(laid_out), **counted} if knows or counted else None
    done = readings.own("done", tactic.id)
    return Adherence(tactic, first, as_of, planned, _within(done, first, as_of) if done else None)


def _within(series: Series, first: date, last: date) -> dict[date, float]:
    return {day: value for day, value in series.items() if first <= day <= last}


def weeks_of(found: Adherence, *, most: int) -> tuple[Week, ...]:
    """Return the last weeks up to its last day, oldest first; none where something is not known."""
    if found.planned_by_day is None or found.done_by_day is None:
        return ()
    monday = found.last - timedelta(days=found.last.weekday())
    mondays = [monday - timedelta(weeks=back) for back in reversed(range(most))]
    return tuple(_week(found, each) for each in mondays if each + timedelta(days=6) >= found.first)


def _week(found: Adherence, monday: date) -> Week:
    sunday = monday + timedelta(days=6)
    planned = _within(found.planned_by_day or {}, monday, sunday)
    done = sum(_within(found.done_by_day or {}, monday, sunday).values())
    left = max(0.0, sum(planned.values()) - done)
    still = min(left, planned.get(found.last, 0.0))
    return Week(monday, round(done), round(left - still), round(still))
