"""The road on a phone: it runs down the page, with a row for each milepost."""

from collections.abc import Iterator
from dataclasses import dataclass

from milepost.base.charts.lettering import wrapped
from milepost.base.charts.road import stone_of, written_words
from milepost.base.charts.road_layout import (
    BOLD,
    Milepost,
    RoadPicture,
    Words,
    in_order,
    note_lines,
)
from milepost.base.charts.svg import Frame, framed, linked, number, tag

_WIDTH, _ROAD, _TEXT = 328.0, 20.0, 52.0
_ROOM = _WIDTH - _TEXT - 4
_LABEL, _NOTE, _SERIF, _BETWEEN = 15.0, 13.5, 17.0, 22.0


@dataclass(frozen=True)
class Row:
    """One thing on the way down: a milepost, or the words of the marker or the vision."""

    class_: str
    label: Words
    note: Words
    post: Milepost | None = None

    @property
    def middle(self) -> float:
        """The y at which this row meets the road."""
        return self.label.top + self.label.size * 0.75


def road_narrow(picture: RoadPicture) -> str:
    """Draw the same road as `road`, running down a page 360 px wide."""
    rows = tuple(_rows(picture))
    marker = next(row.middle for row in rows if row.class_ == "here")
    end = rows[-1].middle
    height = max(rows[-1].label.box.bottom, end + 14) + 4
    name = f"{picture.name}-narrow"
    return framed(
        Frame(name, picture.title, picture.says, "road-narrow", 0, 0, _WIDTH, height),
        tag("path", class_="ahead", d=_way(marker, end), fill="none"),
        tag("path", class_="travelled", d=_way(4, marker), fill="none"),
        tag("path", class_="middle-line", d=_way(4, marker), fill="none"),
        *(_drawn(row) for row in rows),
    )


def _way(top: float, bottom: float) -> str:
    return f"M{number(_ROAD)} {number(top)}V{number(bottom)}"


def _rows(picture: RoadPicture) -> Iterator[Row]:
    """Yield everything on the way in the order of time, each below the one before."""
    posts = in_order(picture)
    passed = [post for post in posts if post.day < picture.today]
    ahead = posts[len(passed) :]
    y = _BETWEEN
    for row in (
        *(_milepost(post, picture) for post in passed),
        _words(picture.here, "here", _LABEL),
        *(_milepost(post, picture) for post in ahead),
        _words(picture.vision, "vision", _SERIF),
    ):
        label = Words(row.label.lines, _TEXT, y, row.label.size)
        note = Words(row.note.lines, _TEXT, label.box.bottom, _NOTE)
        y = note.box.bottom + _BETWEEN
        yield Row(row.class_, label, note, row.post)


def _milepost(post: Milepost, picture: RoadPicture) -> Row:
    label = Words(wrapped(post.label, _ROOM / BOLD, _LABEL), 0, 0, _LABEL)
    note = Words(note_lines(post, picture, _ROOM / BOLD), 0, 0, _NOTE)
    return Row("post", label, note, post)


def _words(text: str, class_: str, size: float) -> Row:
    return Row(class_, Words(wrapped(text, _ROOM / BOLD, size), 0, 0, size), Words((), 0, 0, size))


def _drawn(row: Row) -> str:
    if row.post is None:
        class_, radius = ("marker", 9.0) if row.class_ == "here" else ("sun", 8.0)
        dot = tag("circle", class_=class_, cx=_ROAD, cy=row.middle, r=radius)
        return dot + written_words(row.label, row.class_)
    foot = f"translate({number(_ROAD)} {number(row.middle + 18)})"
    content = tag(
        "g",
        tag("g", stone_of(row.post.tone), transform=foot),
        written_words(row.label, "label"),
        written_words(row.note, "note"),
        class_=f"post {row.post.tone}",
    )
    return linked(content, row.post.href)
