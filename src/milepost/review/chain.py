"""The chain of a strategy: planned → done → signal → objective, and which join plainly broke."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from milepost.base.charts.figures import figure
from milepost.base.text import joined
from milepost.do.calendar import TASKS
from milepost.plan.outline import Objective, Plan, Strategy
from milepost.plan.sentences import objective_words
from milepost.review.adherence import Adherence, adherences
from milepost.review.series import BUSINESS, Readings, made, measure_of
from milepost.review.standing import Window, summed, within

Join = Literal["holds", "untested", "broken"]

# Where 3 are expected and none comes, chance alone explains it 1 time in 20 (e^-3 = .05): the rule
# of three, Hanley and Lippman-Hand 1983, https://doi.org/10.1001/jama.1983.03330370053031
ENOUGH_EXPECTED = 3.0
_DAYS_IN = {"day": 1, "week": 7}


@dataclass(frozen=True)
class Link:
    """One number of the chain and the readings it is made of; None where nothing is known.

    days: on how many days readings stand.
    """

    name: str
    measure: str | None
    of: tuple[str, ...]
    first: date
    last: date
    count: float | None
    adds_up: bool = True  # False for levels, rates and durations, where 0 means nothing
    days: int = 0


@dataclass(frozen=True)
class Chain:
    """A strategy's chain to one objective; not_counted: tactics of which `done` is not known."""

    strategy: Strategy
    objective: Objective | None
    links: tuple[Link, Link, Link, Link]
    joins: tuple[Join, Join, Join]
    not_counted: tuple[str, ...]
    says: str


def chains(
    plan: Plan, readings: Readings, as_of: date, *, since: date | None = None
) -> tuple[Chain, ...]:
    """Return a chain for each strategy that has begun and each objective it serves.

    `since` is the day from which the work is counted, as in `adherences`.
    """
    work = adherences(plan, readings, as_of, since=since)
    return tuple(
        _chain(_Span(plan, readings, strategy, as_of), objective, work)
        for strategy in plan.strategies
        if plan.span_of(strategy)[0] <= as_of
        for objective in _served(plan, strategy)
    )


def _served(plan: Plan, strategy: Strategy) -> list[Objective | None]:
    found: list[Objective | None] = [each for each in plan.objectives if each.id in strategy.serves]
    return found or [None]


@dataclass(frozen=True)
class _Span:
    """The days over which a strategy's chain is counted."""

    plan: Plan
    readings: Readings
    strategy: Strategy
    as_of: date

    @property
    def first(self) -> date:
        return self.plan.span_of(self.strategy)[0]

    @property
    def last(self) -> date:
        return min(self.as_of, self.plan.span_of(self.strategy)[1])

    def link(self, name: str, code: str | None, of: str) -> Link:
        """Count one measure over the span."""
        measure = measure_of(self.plan, code) if code else None
        if measure is None:
            return Link(name, code, (), self.first, self.last, None)
        source = made(self.readings, measure.code, of)
        window = Window(self.first, self.last, "")
        count, days = summed(source, measure, window), len(within(source, window))
        adds_up = measure.statistic == "sum"
        return Link(name, measure.code, source.of, self.first, self.last, count, adds_up, days)


@dataclass(frozen=True)
class _Work:
    """A strategy's tactics: those compared, of which planned and done are of the same work.

    counted: those compared whose done is known. as_needed: done, but never laid out.
    """

    compared: list[Adherence]
    counted: list[Adherence]
    as_needed: list[Adherence]
    silent: tuple[str, ...]

    @property
    def posts(self) -> float:
        """How many of the things done were posts."""
        return _total(e.done for e in self.counted if (e.tactic.kind or "") not in TASKS) or 0.0

    @property
    def beside(self) -> str:
        """Say what stands beside the numbers of the chain."""
        more = _total(each.done for each in self.as_needed)
        names = joined(tuple(each.tactic.id for each in self.as_needed))
        needed = f" {figure(more)} more done as needed: {names}." if more else ""
        if not self.silent or not self.counted:
            return needed
        without = f"{joined(self.silent)}, of which nothing says what was done"
        return f"{needed} Not counted: {without}."


def _chain(span: _Span, objective: Objective | None, adherence: tuple[Adherence, ...]) -> Chain:
    work = _work([each for each in adherence if each.tactic.serves[:1] == (span.strategy.id,)])
    planned, done = _work_links(span, work)
    signal = span.link(
        _name(span.plan, span.strategy.signal, "signal"), span.strategy.signal, span.strategy.id
    )
    last = _objective_link(span, objective)
    links = (planned, done, signal, last)
    moved = _moved(done, signal, _signal_expected(span.strategy, work, links))
    joins = (_carried_out(planned, done), moved, _converted(span, signal, last))
    says = f"{_says(links, joins)}{work.beside}"
    return Chain(span.strategy, objective, links, joins, work.silent, says)


def _work(own: list[Adherence]) -> _Work:
    """Compare what was laid out; where nothing ever is, what was done stands alone."""
    laid_out = [each for each in own if each.planned is not None]
    beside = [each for each in own if each.planned is None] if laid_out else []
    basis = laid_out or own
    counted = [each for each in basis if each.done is not None]
    silent = tuple(each.tactic.id for each in own if each.done is None)
    return _Work(counted or basis, counted, [each for each in beside if each.done], silent)


def _work_links(span: _Span, work: _Work) -> tuple[Link, Link]:
    planned = _total(each.planned for each in work.compared)
    done = _total(each.done for each in work.counted)
    read = tuple(e.tactic.id for e in work.compared if span.readings.own("planned", e.tactic.id))
    of = tuple(each.tactic.id for each in work.counted)
    first = min((each.first for each in work.compared), default=span.first)
    return (
        Link("planned", "planned", read, first, span.as_of, planned),
        Link("done", "done", of, first, span.as_of, done),
    )


def _total(numbers: Iterable[float | None]) -> float | None:
    """Add up what is known; None where nothing is."""
    known = [each for each in numbers if each is not None]
    return sum(known) if known else None


def _objective_link(span: _Span, objective: Objective | None) -> Link:
    if objective is None:
        return Link("no objective", None, (), span.first, span.last, None)
    if objective.is_milestone:
        reached = objective.done is not None and objective.done <= span.as_of
        name = objective_words(objective)
        return Link(name, None, (), span.first, span.last, 1.0 if reached else None)
    link = span.link(_name(span.plan, objective.measure, "objective"), objective.measure, BUSINESS)
    # It is the number of the whole business, not what this strategy brought.
    return replace(link, name=f"{link.name} {'in all' if link.adds_up else 'overall'}")


def _name(plan: Plan, code: str | None, otherwise: str) -> str:
    measure = measure_of(plan, code) if code else None
    return measure.name if measure else otherwise


def _carried_out(planned: Link, done: Link) -> Join:
    if not planned.count or done.count is None:
        return "untested"
    return "holds" if done.count else _broken_where(planned.count)


def _moved(done: Link, signal: Link, expected: float) -> Join:
    if not done.count or signal.count is None or not signal.adds_up:
        return "untested"
    return "holds" if signal.count else _broken_where(expected)


def _broken_where(expected: float) -> Join:
    """Judge that nothing came: it is broken only where enough was to come."""
    return "broken" if expected >= ENOUGH_EXPECTED else "untested"


def _signal_expected(
    strategy: Strategy, work: _Work, links: tuple[Link, Link, Link, Link]
) -> float:
    """Return how much of the signal the work done was to bring at least; 0 where none is said."""
    planned, done, signal, _ = links
    if strategy.expects is None:
        return 0.0
    low, per = float(strategy.expects.spread.low), strategy.expects.per
    if per == "post":
        return low * work.posts
    if not planned.count or not done.count:
        return 0.0
    return low * signal.days / _DAYS_IN[per] * min(1.0, done.count / planned.count)


def _converted(span: _Span, signal: Link, last: Link) -> Join:
    if not signal.count or last.count is None or not (signal.adds_up and last.adds_up):
        return "untested"
    if last.count:
        return "holds"
    rate = span.strategy.converts
    return _broken_where(signal.count * float(rate.low) / 100 if rate else 0.0)


def _says(links: tuple[Link, Link, Link, Link], joins: tuple[Join, Join, Join]) -> str:
    counts = ", ".join(
        f"{link.name} {'not known' if link.count is None else figure(link.count)}" for link in links
    )
    return f"{counts[0].upper()}{counts[1:]}. {_verdict(links, joins)}"


def _verdict(links: tuple[Link, Link, Link, Link], joins: tuple[Join, Join, Join]) -> str:
    broken = next((place for place, join in enumerate(joins) if join == "broken"), None)
    if broken is not None:
        return _BROKEN[broken]
    unknown = [link.name for link in links if link.count is None]
    if unknown:
        return f"What is missing: {joined(unknown)}."
    if "untested" in joins:
        return "No link is broken; not all have been tested yet."
    return "Something came through every link."


_BROKEN = (
    "Nothing of what was planned was done, so nothing beyond it has been tested.",
    "The work was done, and the first sign has not moved at all.",
    "The first sign moved, and nothing came of it where it was to count.",
)
