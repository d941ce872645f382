"""Counts one day's rows of the work into readings."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from milepost.review.series import BUSINESS

Values = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Credit:
    """The tactic and the strategy that brought a click or a lead; None where there is none."""

    tactic: str | None
    strategy: str | None


@dataclass(frozen=True, slots=True)
class DayOfWork:
    """What the rows of one day say; None where the workspace did not count such a thing yet.

    tactics, strategies: those of the plan that day, which get a 0 where nothing came. planned,
    done: the tactic of each slot and of each thing done. stages: leads that reached each stage's
    measure, with a 0 for those that none reached.
    """

    tactics: Sequence[str] = ()
    strategies: Sequence[str] = ()
    planned: Sequence[str] | None = None
    done: Sequence[str] | None = None
    clicks: Sequence[Credit] | None = None
    tracked_leads: Sequence[Credit] | None = None
    leads: int | None = None
    stages: Mapping[str, int] = field(default_factory=dict)


def readings_of_day(day: DayOfWork) -> Values:
    """Return the readings of one day, by measure and what they are of."""
    values: Values = {}
    for measure, tactics in (("planned", day.planned), ("done", day.done)):
        if tactics is not None:
            values |= _counted(measure, day.tactics, tactics)
    for measure, brought in (("clicks", day.clicks), ("tracked_leads", day.tracked_leads)):
        if brought is not None:
            values |= _credited(measure, day, brought)
    if day.clicks is not None:
        values["clicks", BUSINESS] = len(day.clicks)
    values |= {(measure, BUSINESS): count for measure, count in day.stages.items()}
    # Leads are all who asked, whether or not anyone moved them through the funnel.
    if day.leads is not None:
        values["leads", BUSINESS] = day.leads
    return {key: float(value) for key, value in values.items()}


def _credited(measure: str, day: DayOfWork, brought: Sequence[Credit]) -> Values:
    by_tactic = [credit.tactic for credit in brought if credit.tactic]
    by_strategy = [credit.strategy for credit in brought if credit.strategy]
    return _counted(measure, day.tactics, by_tactic) | _counted(
        measure, day.strategies, by_strategy
    )


def _counted(measure: str, parts: Iterable[str], found: Iterable[str]) -> Values:
    counts = Counter(found)
    return {(measure, part): float(counts[part]) for part in dict.fromkeys([*parts, *counts])}
