"""The calendar: what the plan lays out, and what became of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from milepost.base.text import shortened
from milepost.plan.outline import Plan, Tactic
from milepost.plan.slots import PlannedSlot, all_slots

# What a slot is, in the order in which a week is judged.
STATES = ("open", "filled", "done", "missed", "skipped", "off plan")

# What a person wants to see first of a post that goes to several channels.
_PRESSING = (
    "refused",
    "unknown",
    "waiting",
    "by_hand",
    "sending",
    "due",
    "approved",
    "draft",
    "out",
    "cancelled",
)
# Days on which calendars of ours may stand; further away the arithmetic of zones ends.
FIRST_YEAR, LAST_YEAR = 1991, 2199


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the calendar: a slot, filled or not, or a post off plan.

    day and at (UTC instant, or None for any time that day) are where it stands now; planned_day
    and nth name the slot; channels are labels of the plan or names of channels.
    """

    day: date
    at: datetime | None
    tactic: str  # id in the plan, "" off plan
    says: str
    state: str
    planned_day: date | None = None
    nth: int = 0
    post: int | None = None
    deliveries: tuple[str, ...] = ()  # states
    channels: tuple[str, ...] = ()
    is_task: bool = False

    @property
    def slot(self) -> str:
        """The slot's name in addresses: tactic, planned day and number."""
        return f"{self.tactic}~{self.planned_day}~{self.nth}" if self.planned_day else ""

    @property
    def short(self) -> str:
        """What it says, on one line of a calendar."""
        return shortened(self.says)

    @property
    def delivery(self) -> str:
        """The state of the delivery that presses most; "" without a post."""
        return min(self.deliveries, key=_PRESSING.index, default="")


# Kinds of tactic that are work but no post.
TASKS = frozenset({"round", "task", "call", "phone call", "meeting", "answer round"})


def entries(
    plan: Plan | None, kept: Iterable[Entry], *, first: date, last: date, frozen_until: date | None
) -> list[Entry]:
    """Merge the rows that are kept with the slots that the plan lays out and no row stands for.

    Slots on or before `frozen_until` exist only as rows: the past is not laid out anew.
    """
    kept = list(kept)
    if plan is None:
        return _in_order(entry for entry in kept if first <= entry.day <= last)
    there = {(entry.tactic, entry.planned_day, entry.nth) for entry in kept}
    tactics = {tactic.id: tactic for tactic in plan.tactics}
    laid_out = [
        _open(tactics[slot.tactic], slot)
        for slot in all_slots(plan, first, last)
        if (frozen_until is None or slot.day > frozen_until)
        and (slot.tactic, slot.day, slot.nth) not in there
    ]
    return _in_order([*(entry for entry in kept if first <= entry.day <= last), *laid_out])


def _in_order(found: Iterable[Entry]) -> list[Entry]:
    return sorted(found, key=_order)


def _order(entry: Entry) -> tuple[date, float, str, int]:
    moment = entry.at.timestamp() if entry.at else float("inf")
    return entry.day, moment, entry.tactic, entry.nth


def open_entry(plan: Plan, slot: PlannedSlot) -> Entry:
    """Return a slot of the plan that nobody has touched."""
    return _open(plan.find(slot.tactic), slot)


def _open(tactic: Tactic, slot: PlannedSlot) -> Entry:
    return Entry(
        day=slot.day,
        at=slot.moment,
        tactic=slot.tactic,
        says=tactic.tactic,
        state="open",
        planned_day=slot.day,
        nth=slot.nth,
        channels=tactic.channels,
        is_task=(tactic.kind or "") in TASKS,
    )


@dataclass(frozen=True, slots=True)
class SlotName:
    """What names a slot: its tactic, the day it was planned for, its number that day."""

    tactic: str
    day: date
    nth: int


def read_name(name: str) -> SlotName | None:
    """Read a slot's name as addresses hold it; None where it is none."""
    found = re.fullmatch(r"([^~]+)~(\d{4}-\d\d-\d\d)~(\d{1,4})", name, re.ASCII)
    if not found:
        return None
    try:
        day = date.fromisoformat(found[2])
    except ValueError:
        return None
    return SlotName(found[1], day, int(found[3])) if is_near(day) else None


def is_near(day: date) -> bool:
    """Tell whether a calendar of ours may hold that day."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def find_slot(plan: Plan, name: SlotName) -> PlannedSlot | None:
    """Return the slot of that name, where the plan lays it out."""
    wanted = (name.tactic, name.nth)
    slots = all_slots(plan, name.day, name.day)
    return next((slot for slot in slots if (slot.tactic, slot.nth) == wanted), None)
