"""The bar: how far we are, against where we should be and the number to reach."""

from dataclasses import dataclass
from typing import Literal

from milepost.base.charts.figures import counted
from milepost.base.charts.lettering import width_of
from milepost.base.charts.svg import Frame, framed, line_of_text, number, tag

_WIDTH, _LEFT, _TOP, _THICK = 340.0, 4.0, 24.0, 12.0
_SMALL = 12.5
_RUN = _WIDTH - 2 * _LEFT
_BELOW, _LINE = _TOP + _THICK + 19, 17.0


@dataclass(frozen=True)
class BarPicture:
    """Three numbers of an objective; None where one is not known."""

    name: str
    so_far: float | None
    should_be: float | None
    target: float | None
    unit: str
    tone: Literal["good", "warn", "none"]
    title: str
    says: str


def bar(picture: BarPicture) -> str:
    """Draw the bar, a tick where it should be today, and a milepost at the target."""
    known = [n for n in (picture.so_far, picture.should_be, picture.target) if n is not None]
    whole = max([n for n in known if n > 0], default=1.0)
    lowest = _target_line(picture, whole)
    return framed(
        Frame(picture.name, picture.title, picture.says, "bullet", 0, 0, _WIDTH, lowest + 7),
        tag("rect", class_="ground", x=_LEFT, y=_TOP, width=_RUN, height=_THICK, rx=6.0),
        _so_far(picture, whole),
        _should_be(picture.should_be, whole),
        _target(picture, whole, lowest),
    )


def _x(value: float, whole: float) -> float:
    return _LEFT + _RUN * min(1.0, max(0.0, value / whole))


def _so_far(picture: BarPicture, whole: float) -> str:
    label = _so_far_label(picture)
    if picture.so_far is None:
        return line_of_text(label, _LEFT, _BELOW, class_="soft", font_size=_SMALL)
    length = max(4.0, _x(picture.so_far, whole) - _LEFT)
    return tag(
        "rect",
        class_=f"filled {picture.tone}",
        x=_LEFT,
        y=_TOP,
        width=length,
        height=_THICK,
        rx=min(6.0, length / 2),
    ) + line_of_text(label, _LEFT, _BELOW, class_="count", font_size=_SMALL)


def _so_far_label(picture: BarPicture) -> str:
    if picture.so_far is None:
        return "not known yet"
    return f"{counted(picture.so_far, picture.unit)} so far"


def _should_be(value: float | None, whole: float) -> str:
    if value is None:
        return ""
    x = _x(value, whole)
    label = f"should be {counted(value, '')}"
    place = _middle(label, x)
    tick = tag("path", class_="tick", d=f"M{number(x)} {number(_TOP - 4)}v{number(_THICK + 8)}")
    return tick + line_of_text(
        label, place, _TOP - 9, class_="soft", font_size=_SMALL, text_anchor="middle"
    )


def _middle(label: str, x: float) -> float:
    """Return where the middle of a label stands: at `x`, or as near as the picture lets it."""
    half = width_of(label, _SMALL) / 2
    return min(max(x, half), _WIDTH - half)


def _target_label(target: float) -> str:
    return f"{counted(target, '')} wanted"


def _target_line(picture: BarPicture, whole: float) -> float:
    """Return the line on which the target's label stands: a lower one where the first is taken."""
    if picture.target is None:
        return _BELOW
    label = _target_label(picture.target)
    begins = _middle(label, _x(picture.target, whole)) - width_of(label, _SMALL) / 2
    taken = _LEFT + width_of(_so_far_label(picture), _SMALL) + _SMALL / 2
    return _BELOW if taken <= begins else _BELOW + _LINE


def _target(picture: BarPicture, whole: float, y: float) -> str:
    if picture.target is None:
        return ""
    x = _x(picture.target, whole)
    stone = tag("path", class_="stone", d="M-5 0v-17a5 5 0 0 1 10 0v17z")
    place = f"translate({number(min(x, _WIDTH - 8))} {number(_TOP + _THICK + 4)})"
    label = _target_label(picture.target)
    return tag("g", stone, transform=place) + line_of_text(
        label, _middle(label, x), y, class_="soft", font_size=_SMALL, text_anchor="middle"
    )
