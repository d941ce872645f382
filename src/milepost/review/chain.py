"""The chain of a strategy: planned → done → signal → objective, and which join plainly broke."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from milepost.base.charts.figures import figure
from milepost.base.text import joined
from milepost.plan.outline import Objective, Plan, Strategy
from milepost.plan.sentences import objective_words
from milepost.review.adherence import Adherence, adherences
from milepost.review.series import BUSINESS, Readings, made, measure_of
from milepost.review.standing import Window, summed

Join = Literal["holds", "untested", "broken"]

# Where 3 are expected and none comes, chance alone explains it 1 time in 20 (e^-3 = .05): the rule
# of three, Hanley and Lippman-Hand 1983, https://doi.org/10.1001/jama.1983.03330370053031
ENOUGH_EXPECTED = 3.0


@dataclass(frozen=True)
class Link:
    """One number of the chain and the readings it is made of; None where nothing is known."""

    name: str
    measure: str | None
    of: tuple[str, ...]
    first: date
    last: date
    count: float | None
    adds_up: bool = True  # False for levels, rates and durations, where 0 means nothing


@dataclass(frozen=True)
class Chain:
    """A strategy's chain to one objective; not_counted: tactics of which `done` is not known."""

    strategy: Strategy
    objective: Objective | None
    links: tuple[Link, Link, Link, Link]
    joins: tuple[Join, Join, Join]
    not_counted: tuple[str, ...]
    says: str


def chains(plan: Plan, readings: Readings, as_of: date) -> tuple[Chain, ...]:
    """Return a chain for each strategy that has begun and each objective it serves."""
    work = adherences(plan, readings, as_of)
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
        count = summed(source, measure, Window(self.first, self.last, ""))
        adds_up = measure.statistic == "sum"
        return Link(name, measure.code, source.of, self.first, self.last, count, adds_up)


def _chain(span: _Span, objective: Objective | None, work: tuple[Adherence, ...]) -> Chain:
    own = [each for each in work if each.tactic.serves[:1] == (span.strategy.id,)]
    counted = [each for each in own if each.done is not None]
    planned, done = _work_links(span, own, counted)
    signal = span.link(
        _name(span.plan, span.strategy.signal, "signal"), span.strategy.signal, span.strategy.id
    )
    last = _objective_link(span, objective)
    joins = (_carried_out(planned, done), _moved(done, signal), _converted(span, signal, last))
    left_out = tuple(each.tactic.id for each in own if each.done is None)
    links = (planned, done, signal, last)
    says = _says(links, joins, left_out if counted else ())
    return Chain(span.strategy, objective, links, joins, left_out, says)


def _work_links(span: _Span, own: list[Adherence], counted: list[Adherence]) -> tuple[Link, Link]:
    """Count planned and done of the same tactics: those whose done is known, if any is."""
    compared = counted or own
    planned = [each.planned for each in compared if each.planned is not None]
    done = [each.done for each in counted if each.done is not None]
    read = tuple(e.tactic.id for e in compared if span.readings.own("planned", e.tactic.id))
    of = tuple(each.tactic.id for each in counted)
    first = min((each.first for each in compared), default=span.first)
    return (
        Link("planned", "planned", read, first, span.as_of, sum(planned) if planned else None),
        Link("done", "done", of, first, span.as_of, sum(done) if done else None),
    )


def _objective_link(span: _Span, objective: Objective | None) -> Link:
    if objective is None:
        return Link("no objective", None, (), span.first, span.last, None)
    if objective.is_milestone:
        reached = objective.done is not None and objective.done <= span.as_of
        name = objective_words(objective)
        return Link(name, None, (), span.first, span.last, 1.0 if reached else None)
    return span.link(_name(span.plan, objective.measure, "objective"), objective.measure, BUSINESS)


def _name(plan: Plan, code: str | None, otherwise: str) -> str:
    measure = measure_of(plan, code) if code else None
    return measure.name if measure else otherwise


def _carried_out(planned: Link, done: Link) -> Join:
    if not planned.count or done.count is None:
        return "untested"
    return "holds" if done.count else "broken"


def _moved(done: Link, signal: Link) -> Join:
    if not done.count or signal.count is None or not signal.adds_up:
        return "untested"
    return "holds" if signal.count else "broken"


def _converted(span: _Span, signal: Link, last: Link) -> Join:
    """Judge the last join: none of what was to come is broken only where enough was to come."""
    if not signal.count or last.count is None or not (signal.adds_up and last.adds_up):
        return "untested"
    if last.count:
        return "holds"
    rate = span.strategy.converts
    expected = signal.count * float(rate.low) / 100 if rate else 0.0
    return "broken" if expected >= ENOUGH_EXPECTED else "untested"


def _says(
    links: tuple[Link, Link, Link, Link], joins: tuple[Join, Join, Join], left_out: tuple[str, ...]
) -> str:
    counts = ", ".join(
        f"{link.name} {'not known' if link.count is None else figure(link.count)}" for link in links
    )
    without = (
        f" Not counted: {joined(left_out)}, of which nothing says what was done."
        if left_out
        else ""
    )
    return f"{counts[0].upper()}{counts[1:]}. {_verdict(links, joins)}{without}"


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
