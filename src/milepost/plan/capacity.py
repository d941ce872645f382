"""Hours of work a week asks for, against the hours there are."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from milepost.plan.outline import Plan
from milepost.plan.slots import slots_of


@dataclass(frozen=True, slots=True)
class Load:
    """Hours a week asks of one person (None: of nobody in particular), and the hours they have."""

    person: str | None
    hours: Decimal
    has: Decimal | None

    @property
    def is_over(self) -> bool:
        """Tell whether more is asked than there is."""
        return self.has is not None and self.hours > self.has


def loads_of_week(plan: Plan, monday: date) -> tuple[Load, ...]:
    """Return the hours that the seven days from `monday` ask of each person."""
    minutes: dict[str | None, int] = defaultdict(int)
    for tactic in plan.tactics:
        count = sum(1 for _ in slots_of(plan, tactic, monday, monday + timedelta(days=6)))
        minutes[tactic.owner] += count * (tactic.minutes or 0)
    has = {person.id: person.hours for person in plan.people if person.is_live(monday)}
    people = [*has, *(name for name in minutes if name not in has and minutes[name])]
    return tuple(Load(name, Decimal(minutes[name]) / 60, has.get(name or "")) for name in people)


def hours_there_are(plan: Plan, day: date | None = None) -> Decimal | None:
    """Return the hours a week the plan has: as said, else the sum of its people's on that day."""
    if plan.capacity is not None:
        return plan.capacity
    people = [person for person in plan.people if person.is_live(day or plan.starts)]
    known = [person.hours for person in people if person.hours is not None]
    return sum(known, Decimal(0)) if known else None
