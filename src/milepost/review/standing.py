"""Where an objective stands against where it should stand: plain arithmetic, no statistics."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import fmean, median

from milepost.base.charts.figures import figure
from milepost.base.measures import Measure
from milepost.plan.outline import Objective, Plan
from milepost.review.series import BUSINESS, Made, Readings, Series, made, measure_of
from milepost.review.wording import amount_words, day_words

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAYS = {"day": 1, "week": 7}
_STATISTICS: dict[str, Callable[[list[float]], float]] = {
    "sum": sum,
    "mean": fmean,
    "median": median,
}


@dataclass(frozen=True)
class Window:
    """The days that are judged, both ends included, and how a sentence calls them."""

    first: date
    last: date
    says: str

    @property
    def days(self) -> int:
        """The number of days in it."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Standing:
    """One objective on one day; None where something is not known.

    made_of: what the readings behind `so_far` are of. needed: what is left to do per week.
    gaps: on how many days of the window no reading stands, the day of the review left out.
    """

    objective: Objective
    measure: Measure | None
    window: Window | None
    made_of: tuple[str, ...]
    so_far: float | None
    should_be: float | None
    needed: float | None
    says: str
    gaps: int = 0

    @property
    def is_behind(self) -> bool | None:
        """Tell whether it stands on the wrong side of the line; None where that is not known.

        A sum that lacks days is too small by what nobody counted, so it is not judged.
        """
        if self.so_far is None or self.should_be is None or self.measure is None:
            return None
        if self.gaps and _is_sum(self.measure):
            return None
        ahead = self.so_far - self.should_be
        return ahead > 0 if self.measure.better == "down" else ahead < 0


def _gaps(source: Made, window: Window, as_of: date) -> int:
    """Count the days without a reading; the day of the review is not over and may lack one."""
    is_open = window.last == as_of and as_of not in source.values
    return 0 if window.first == date.min else window.days - len(within(source, window)) - is_open


def _is_sum(measure: Measure) -> bool:
    return measure.kind != "stock" and measure.statistic == "sum"


def standings(plan: Plan, readings: Readings, as_of: date) -> tuple[Standing, ...]:
    """Return where each objective that counts on `as_of` stands."""
    return tuple(
        standing(plan, readings, objective, as_of)
        for goal in plan.goals
        for objective in goal.objectives
        if goal.is_live(as_of) and objective.is_live(as_of)
    )


def standing(plan: Plan, readings: Readings, objective: Objective, as_of: date) -> Standing:
    """Return where an objective stands; after its day it is judged as of that day."""
    measure = measure_of(plan, objective.measure) if objective.measure else None
    if objective.is_milestone or measure is None:
        says = _milestone_words(objective, as_of) if objective.is_milestone else _NO_MEASURE
        return Standing(objective, measure, None, (), None, None, None, says)
    day = min(as_of, objective.by) if objective.by else as_of
    window = window_of(plan, objective, measure, day)
    source = made(readings, measure.code, BUSINESS)
    so_far = summed(source, measure, window)
    line = should_be(plan, objective, measure, day) if source.values else None
    needed = needed_per_week(objective, measure, so_far, as_of)
    gaps = _gaps(source, window, as_of)
    found = Standing(objective, measure, window, source.of, so_far, line, needed, "", gaps)
    return replace(found, says=_Sentence(found, measure, window, source, as_of).whole())


_NO_MEASURE = "The plan does not say what is counted here; name a measure."


def window_of(plan: Plan, objective: Objective, measure: Measure, day: date) -> Window:
    """Return the period-long window that ends on `day`; without a period it is since the start."""
    if measure.kind == "stock":
        return Window(date.min, day, f"up to {day_words(day, near=day)}")
    first = plan.starts
    if objective.per in _DAYS:
        first = day - timedelta(days=_DAYS[objective.per] - 1)
    if objective.per in _MONTHS:
        first = _months_before(day, _MONTHS[objective.per]) + timedelta(days=1)
    if objective.per in (None, "total"):
        return Window(first, day, f"since {day_words(first, near=day)}")
    return Window(
        first, day, "on the last day" if objective.per == "day" else f"in the last {objective.per}"
    )


def _months_before(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 - months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def within(source: Made, window: Window) -> Series:
    """Return the readings that stand in a window."""
    return {d: v for d, v in source.values.items() if window.first <= d <= window.last}


def summed(source: Made, measure: Measure, window: Window) -> float | None:
    """Return a window's readings as one number, by the measure's statistic; None without any."""
    known = within(source, window)
    if not known:
        return None
    if measure.kind == "stock" or measure.statistic == "last":
        return known[max(known)]
    numbers = list(known.values())
    return float(_STATISTICS[measure.statistic](numbers))


def should_be(plan: Plan, objective: Objective, measure: Measure, day: date) -> float | None:
    """Return where the straight line from baseline to target stands on `day`.

    A total runs from nothing to the target. None where baseline, target or day is not known.
    """
    target, by = objective.number, objective.by
    if target is None or by is None or by < plan.starts:
        return None
    passed, whole = (day - plan.starts).days + 1, (by - plan.starts).days + 1
    share = min(1.0, max(0.0, passed / whole))
    if is_total(objective, measure):
        return float(target) * share
    if objective.baseline is None:
        return None
    return float(objective.baseline) + float(target - objective.baseline) * share


def history(plan: Plan, readings: Readings, objective: Objective, as_of: date) -> Series:
    """Return what `so_far` was each seven days back from `as_of`, since the plan began.

    A day whose window reaches back before the first reading is left out: it would look too small.
    """
    measure = measure_of(plan, objective.measure) if objective.measure else None
    source = made(readings, measure.code, BUSINESS) if measure else None
    if measure is None or source is None or not source.values:
        return {}
    begins = min(source.values)
    found: dict[date, float] = {}
    for back in range((as_of - plan.starts).days // 7, -1, -1):
        day = as_of - timedelta(weeks=back)
        window = window_of(plan, objective, measure, day)
        so_far = summed(source, measure, window)
        if so_far is not None and (
            window.first >= begins or window.first in (date.min, plan.starts)
        ):
            found[day] = so_far
    return found


def is_total(objective: Objective, measure: Measure) -> bool:
    """Tell whether amounts pile up from the first day to the last."""
    return measure.statistic == "sum" and objective.per in (None, "total")


def needed_per_week(
    objective: Objective, measure: Measure, so_far: float | None, as_of: date
) -> float | None:
    """Return what is left to do per week of a total; None where that has no meaning."""
    target, by = objective.number, objective.by
    if not is_total(objective, measure) or so_far is None or target is None or by is None:
        return None
    left = float(target) - so_far
    if measure.better == "down" or by <= as_of:
        return None
    return max(0.0, left) * 7 / (by - as_of).days


def _milestone_words(objective: Objective, as_of: date) -> str:
    if objective.done and objective.done <= as_of:
        return f"Done on {day_words(objective.done, near=as_of)}."
    if objective.by is None:
        return "Not done yet."
    by = day_words(objective.by, near=as_of)
    return (
        f"Not done, and was due by {by}." if objective.by < as_of else f"Not done yet; due by {by}."
    )


@dataclass(frozen=True)
class _Sentence:
    """Says one standing in words."""

    found: Standing
    measure: Measure
    window: Window
    source: Made
    as_of: date

    def whole(self) -> str:
        if self.found.so_far is None:
            return self._nothing()
        return f"{self._so_far()}; {self._line()}.{self._left()}{self._gaps()}"

    def _nothing(self) -> str:
        name = self.measure.name
        if not self.source.values:
            return f"No readings of {name} yet: import a file or wait for the first one."
        last = self._day(max(self.source.values))
        return f"No readings of {name} {self.window.says}; the last is of {last}."

    def _so_far(self) -> str:
        amount = amount_words(self.found.so_far or 0.0, self.measure)
        amount = amount[0].upper() + amount[1:]
        if self.measure.kind == "stock":
            day = max(day for day in self.source.values if day <= self.window.last)
            return f"{amount} on {self._day(day)}"
        until = f" up to {self._day(self.window.last)}" if self._is_over() else ""
        return f"{amount} {self.window.says}{until}"

    def _line(self) -> str:
        objective = self.found.objective
        if objective.number is None:
            decide = objective.target.decide_by if objective.target else None
            if decide and decide < self.as_of:
                return f"the number to reach was to be decided{self._by(decide)} and is overdue"
            return f"the number to reach is to be decided{self._by(decide)}"
        goal = f"{figure(float(objective.number))}{self._by(objective.by)}"
        if self._is_over():
            return f"the number to reach was {goal}"
        if objective.by is None:
            return f"to reach {goal} needs a day before it has a line"
        if self.found.should_be is None:
            return f"where it stood at the start is not known, so there is no line to {goal}"
        return f"{figure(self.found.should_be)} would be on the line to {goal}"

    def _left(self) -> str:
        if self.found.needed is None:
            return ""
        if self.found.needed == 0:
            return " The number is reached."
        return f" It takes {figure(self.found.needed)} a week from here."

    def _gaps(self) -> str:
        if self.measure.kind == "stock":
            return ""
        days, whole = len(within(self.source, self.window)), self.window.days
        return f" Readings stand on {days} of these {whole} days." if days < whole else ""

    def _is_over(self) -> bool:
        by = self.found.objective.by
        return by is not None and by < self.as_of

    def _by(self, day: date | None) -> str:
        return f" by {self._day(day)}" if day else ""

    def _day(self, day: date) -> str:
        return day_words(day, near=self.as_of)
