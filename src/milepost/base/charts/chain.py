"""The chain: planned, done, signal, objective, and which link between them holds."""

from dataclasses import dataclass
from typing import Literal

from milepost.base.charts.lettering import LINE, width_of, wrapped
from milepost.base.charts.svg import Frame, framed, line_of_text, lines_of_text, linked, number, tag

Join = Literal["holds", "untested", "broken", "unknown"]

_APART, _RADIUS, _Y = 92.0, 28.0, 31.0
_FIRST = 47.0
_WIDTH = 2 * _FIRST + 3 * _APART
_ROOM = _APART - 3


@dataclass(frozen=True)
class ChainLink:
    """One circle: what was counted and how much; None where nothing is known."""

    label: str
    number: str | None
    href: str | None = None


@dataclass(frozen=True)
class ChainPicture:
    """Four links, and for each of the three joins whether it holds."""

    name: str
    links: tuple[ChainLink, ChainLink, ChainLink, ChainLink]
    joins: tuple[Join, Join, Join]
    title: str
    says: str


def chain(picture: ChainPicture) -> str:
    """Draw the chain: a join that holds is solid, untested dotted, broken crossed out."""
    size = min(_size_that_fits(link.label) for link in picture.links)
    labels = [wrapped(link.label, _ROOM, size, most=4) for link in picture.links]
    height = _Y + _RADIUS + 10 + max(len(lines) for lines in labels) * size * LINE
    return framed(
        Frame(picture.name, picture.title, picture.says, "chain", 0, 0, _WIDTH, height),
        *(_join(join, _FIRST + place * _APART) for place, join in enumerate(picture.joins)),
        *(
            _link(link, lines, _FIRST + place * _APART, size)
            for place, (link, lines) in enumerate(zip(picture.links, labels, strict=True))
        ),
    )


def _size_that_fits(label: str) -> float:
    """Return the size at which the longest word stands on one line, within reason."""
    longest = max(width_of(word, 12.5) for word in f"{label} .".split())
    return max(9.5, min(12.5, 12.5 * _ROOM / longest))


def _join(join: Join, x: float) -> str:
    begin, end = x + _RADIUS + 4, x + _APART - _RADIUS - 4
    middle = (begin + end) / 2
    if join == "broken":
        cross = f"M{number(middle - 6)} {number(_Y - 6)}l12 12m0-12l-12 12"
        halves = _way(begin, middle - 10) + _way(middle + 10, end)
        return tag("path", class_="join broken", d=halves, fill="none") + tag(
            "path", class_="cross", d=cross, fill="none"
        )
    if join == "unknown":
        return line_of_text(
            "?", middle, _Y + 5, class_="unknown", font_size=15.0, text_anchor="middle"
        )
    return tag("path", class_=f"join {join}", d=_way(begin, end), fill="none")


def _way(begin: float, end: float) -> str:
    return f"M{number(begin)} {number(_Y)}H{number(end)}"


def _link(link: ChainLink, lines: tuple[str, ...], x: float, label_size: float) -> str:
    figure = "–" if link.number is None else link.number
    size = min(16.0, 16.0 * (2 * _RADIUS - 7) / max(1.0, width_of(figure, 17.0)))
    circle = tag("circle", cx=x, cy=_Y, r=_RADIUS)
    count = line_of_text(
        figure, x, _Y + size * 0.36, class_="count", font_size=size, text_anchor="middle"
    )
    below = lines_of_text(
        lines, x, _Y + _RADIUS + 19, class_="label", font_size=label_size, text_anchor="middle"
    )
    return linked(tag("g", circle, count, below, class_="link"), link.href)
