"""Done against planned: for each tactic, how much of what was planned was done."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from milepost.plan.outline import Plan, Tactic
from milepost.plan.slots import slots_of
from milepost.review.series import Readings, Series

WORK = ("planned", "done")  # the measures of what was to be done and what was
LAST_WEEKS = 8  # as many as a page shows
_LAID_OUT = {"repeated", "once"}  # other cadences come when something happens


@dataclass(frozen=True)
class Week:
    """Planned and done of one week; open: planned for the last day, which is not over."""

    monday: date
    done: int
    missed: int
    open: int


@dataclass(frozen=True)
class Adherence:
    """How much was planned and done of one tactic, both days included; None: not known.

    weeks: the last ones up to its last day, oldest first; none where something is not known.
    """

    tactic: Tactic
    first: date
    last: date
    planned: float | None
    done: float | None
    weeks: tuple[Week, ...]


def adherences(
    plan: Plan,
    readings: Readings,
    as_of: date,
    *,
    since: date | None = None,
    most_weeks: int = LAST_WEEKS,
) -> tuple[Adherence, ...]:
    """Return done against planned for each tactic that has begun.

    The work is counted from `since`, or from the first reading of it where that is earlier.
    """
    begins = _first_counted(readings, since)
    laid = (
        _laid_against(plan, readings, tactic, (max(begins, starts), as_of))
        for tactic in plan.tactics
        if (starts := plan.span_of(tactic)[0]) <= as_of
    )
    return tuple(each.adherence(most_weeks) for each in laid)


@dataclass(frozen=True)
class _Days:
    """What was planned and done of one tactic by day; None: not known."""

    tactic: Tactic
    first: date
    last: date
    planned: Series | None
    done: Series | None

    def adherence(self, most_weeks: int) -> Adherence:
        return Adherence(
            tactic=self.tactic,
            first=self.first,
            last=self.last,
            planned=None if self.planned is None else sum(self.planned.values()),
            done=None if self.done is None else sum(self.done.values()),
            weeks=self._weeks(most_weeks),
        )

    def _weeks(self, most: int) -> tuple[Week, ...]:
        if self.planned is None or self.done is None:
            return ()
        monday = self.last - timedelta(days=self.last.weekday())
        mondays = [monday - timedelta(weeks=back) for back in reversed(range(most))]
        shown = [each for each in mondays if each + timedelta(days=6) >= self.first]
        return tuple(self._week(each, self.planned, self.done) for each in shown)

    def _week(self, monday: date, planned: Series, done: Series) -> Week:
        days = [monday + timedelta(days=n) for n in range(7)]
        was_done = sum(done.get(day, 0) for day in days)
        left = max(0.0, sum(planned.get(day, 0) for day in days) - was_done)
        still = min(left, planned.get(self.last, 0.0)) if self.last in days else 0.0
        return Week(monday, round(was_done), round(left - still), round(still))


def _first_counted(readings: Readings, since: date | None) -> date:
    if since is None:
        return date.min
    work = [days for (measure, _), days in readings.series.items() if measure in WORK]
    return min([since, *(min(days) for days in work if days)])


def _laid_against(plan: Plan, readings: Readings, tactic: Tactic, days: tuple[date, date]) -> _Days:
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
    return _Days(tactic, first, as_of, planned, _within(done, first, as_of) if done else None)


def _within(series: Series, first: date, last: date) -> dict[date, float]:
    return {day: value for day, value in series.items() if first <= day <= last}
