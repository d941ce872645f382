"""The strip: one dot for each planned slot, week by week; a bar where dots would be too many."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from milepost.base.charts.svg import Frame, framed, number, tag

Slot = Literal["done", "missed", "open", "skipped"]

_MOST_DOTS = 40
_WIDTH, _STEP, _GAP, _ROW, _RADIUS = 176.0, 14.0, 7.0, 16.0, 4.6


@dataclass(frozen=True)
class StripPicture:
    """The slots of a tactic, week by week, oldest first."""

    name: str
    weeks: tuple[tuple[Slot, ...], ...]
    title: str
    says: str


@dataclass(frozen=True)
class Dot:
    """One slot and where its dot stands."""

    slot: Slot
    x: float
    y: float


def strip(picture: StripPicture) -> str:
    """Draw the slots: done is filled, missed struck through, open a ring, skipped a dash."""
    slots = [slot for week in picture.weeks for slot in week]
    if len(slots) > _MOST_DOTS:
        return _as_bar(picture, slots)
    dots = tuple(_dots(picture.weeks))
    width = max((dot.x for dot in dots), default=0.0) + 8
    height = max((dot.y for dot in dots), default=8.0) + 8
    frame = Frame(picture.name, picture.title, picture.says, "strip", 0, 0, width, height)
    return framed(frame, *(_drawn(dot) for dot in dots))


def _dots(weeks: tuple[tuple[Slot, ...], ...]) -> Iterator[Dot]:
    """Yield the dots in rows; a week that does not fit begins a new row."""
    x, y = 8.0, 8.0
    for week in weeks:
        if x > 8 and x + (len(week) - 1) * _STEP + 8 > _WIDTH:
            x, y = 8.0, y + _ROW
        for slot in week:
            if x + 8 > _WIDTH:
                x, y = 8.0, y + _ROW
            yield Dot(slot, x, y)
            x += _STEP
        x += _GAP


def _drawn(dot: Dot) -> str:
    x, y = number(dot.x), number(dot.y)
    if dot.slot == "skipped":
        return tag("path", class_="skipped", d=f"M{number(dot.x - 4)} {y}h8")
    ring = tag("circle", class_=dot.slot, cx=dot.x, cy=dot.y, r=_RADIUS)
    if dot.slot == "missed":
        return ring + tag("path", class_="struck", d=f"M{x} {y}m-3.2 3.2l6.4-6.4")
    return ring


def _as_bar(picture: StripPicture, slots: list[Slot]) -> str:
    """Draw shares of all slots that were to be done: done, missed, still open."""
    counts = [(kind, slots.count(kind)) for kind in ("done", "missed", "open")]
    whole = max(1, sum(count for _, count in counts))
    parts, x = [], 0.0
    for kind, count in counts:
        width = _WIDTH * count / whole
        if width > 0:
            parts.append(tag("rect", class_=f"share {kind}", x=x, y=3.0, width=width, height=10.0))
        x += width
    frame = Frame(picture.name, picture.title, picture.says, "strip", 0, 0, _WIDTH, 16)
    return framed(frame, *parts)
