"""The slots a plan lays out: which tactic, which day, what time, for whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from milepost.base.clock import instant
from milepost.plan.cadence import occurrences
from milepost.plan.outline import Plan, Tactic


@dataclass(frozen=True, slots=True, order=True)
class PlannedSlot:
    """One planned occurrence of a tactic: its local day, its number that day, its local time."""

    day: date
    at: time | None
    tactic: str
    nth: int
    zone: str

    @property
    def moment(self) -> datetime | None:
        """The instant in UTC; None where the cadence names no time."""
        return instant(self.day, self.at, self.zone) if self.at else None


def slots_of(plan: Plan, tactic: Tactic, first: date, last: date) -> Iterator[PlannedSlot]:
    """Lay out the slots of one tactic from `first` to `last`, both included."""
    starts, ends = plan.span_of(tactic)
    if tactic.cadence is None:
        return
    zone = zone_of(plan, tactic)
    for each in occurrences(tactic.cadence, starts=starts, first=first, last=min(ends, last)):
        yield PlannedSlot(each.day, each.at, tactic.id, each.nth, zone)


def zone_of(plan: Plan, tactic: Tactic) -> str:
    """Return the zone of a tactic's times: its location's, else the plan's."""
    location = next((each for each in plan.locations if each.id == tactic.location), None)
    return location.timezone if location and location.timezone else plan.timezone


def all_slots(plan: Plan, first: date, last: date) -> list[PlannedSlot]:
    """Lay out the slots of all tactics from `first` to `last`, earliest first."""
    slots = [slot for tactic in plan.tactics for slot in slots_of(plan, tactic, first, last)]
    return sorted(slots, key=lambda slot: (slot.day, slot.at or time.max, slot.tactic, slot.nth))
