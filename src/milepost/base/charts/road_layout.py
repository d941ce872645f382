"""Where the parts of the road stand, so that no words ever lie on others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from typing import Literal

from milepost.base.charts.days import share_of, written, written_with_year
from milepost.base.charts.lettering import LINE, Box, balanced, width_of, wrapped

Tone = Literal["done", "good", "warn", "none"]
Anchor = Literal["start", "middle", "end"]

WIDTH = 1160.0
START, VISION = 26.0, 1124.0  # where the road begins, and where it leaves the picture
STONE, HALF_STONE = 37.0, 7.0  # height and half width of a milepost
LABEL, SMALL, SERIF = 14.0, 12.5, 16.0
BOLD = 1.1  # bold letters are wider than the measure says
_END = 900.0  # where the plan's last day lies
_LAST = 948.0  # no milepost stands further right: its words need room
_APART = 20.0
_CLIMB = 132.0
_SIGN_WIDTH = 200.0
_HIGHEST = -390.0  # signs that would climb above this become numbers with a list
_COLUMNS, _COLUMN = 3, 372.0


@dataclass(frozen=True)
class Milepost:
    """What is to be reached by a day, and how it stands in words ("6 in 10")."""

    day: date
    label: str
    says: str
    tone: Tone
    href: str | None = None


@dataclass(frozen=True)
class RoadPicture:
    """The whole way; `here` and `vision` are written as given, `says` tells it in a sentence."""

    name: str
    starts: date
    ends: date
    today: date
    mileposts: tuple[Milepost, ...]
    here: str
    vision: str
    title: str
    says: str


@dataclass(frozen=True)
class Words:
    """Lines under each other: `x` is their left edge, middle or right edge, as `anchor` tells."""

    lines: tuple[str, ...]
    x: float
    top: float
    size: float
    anchor: Anchor = "start"

    @property
    def box(self) -> Box:
        """The ground these words cover."""
        width = max((width_of(line, self.size) for line in self.lines), default=0.0) * BOLD
        left = self.x - width * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]
        return Box(left, self.top, left + width, self.top + len(self.lines) * self.size * LINE)


@dataclass(frozen=True)
class Sign:
    """The words of one milepost: its label, and under it how it stands and by when."""

    post: Milepost
    label: Words
    note: Words

    @property
    def box(self) -> Box:
        """The ground the whole sign covers."""
        label, note = self.label.box, self.note.box
        return Box(min(label.left, note.left), label.top, max(label.right, note.right), note.bottom)

    def moved(self, x: float, top: float, anchor: Anchor) -> "Sign":
        """Return this sign with its words at another place."""
        label = replace(self.label, x=x, top=top, anchor=anchor)
        note = replace(self.note, x=x, top=label.box.bottom, anchor=anchor)
        return Sign(self.post, label, note)


@dataclass(frozen=True)
class Layout:
    """Everything in its place; `stones` are the x of the mileposts in the order of `signs`.

    With a `legend` the signs along the road bear numbers only.
    """

    stones: tuple[float, ...]
    signs: tuple[Sign, ...]
    legend: tuple[Sign, ...]
    here: Words
    vision: Words
    axis: float

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The ground covered by words, the axis excepted."""
        signs = (*self.signs, *self.legend)
        return (*(sign.box for sign in signs), self.here.box, self.vision.box)


def height_at(x: float) -> float:
    """Return the road's y at `x`: 0 where it begins, then up, gently."""
    u = (x - START) / (VISION - START)
    return -_CLIMB * (0.4 * u + 0.6 * u * u * (3 - 2 * u))


def x_of(day: date, picture: RoadPicture) -> float:
    """Return where a day lies on the road; days outside the plan lie at its ends."""
    return START + (_END - START) * share_of(day, picture.starts, picture.ends)


def in_order(picture: RoadPicture) -> tuple[Milepost, ...]:
    """Return the mileposts by day, those of one day by label."""
    return tuple(sorted(picture.mileposts, key=lambda post: (post.day, post.label)))


def day_of(post: Milepost, picture: RoadPicture) -> str:
    """Return a milepost's day, with the year where the plan knows more than one."""
    one_year = picture.starts.year == picture.ends.year == post.day.year
    return written(post.day) if one_year else written_with_year(post.day)


def note_lines(post: Milepost, picture: RoadPicture, width: float) -> tuple[str, ...]:
    """Return how a milepost stands and by when, on one line where that fits: 6 in 10 · 30 Jun."""
    day = day_of(post, picture)
    if not post.says.strip():
        return (day,)
    says = wrapped(post.says, width / BOLD, SMALL, most=2)
    together = f"{says[-1]} · {day}"
    if width_of(together, SMALL) * BOLD <= width:
        return (*says[:-1], together)
    return (*says, day)


def layout(picture: RoadPicture) -> Layout:
    """Find a place for every word: signs with words if they fit, else numbers and a list."""
    posts = in_order(picture)
    stones = _stones(posts, picture)
    here = _here(picture)
    vision = _vision(picture, here)
    axis = max(54.0, here.box.bottom + 22, vision.box.bottom + 22)
    signs = _stacked([_sign(post, picture) for post in posts], stones)
    if all(sign.box.top >= _HIGHEST for sign in signs):
        return Layout(stones, signs, (), here, vision, axis)
    signs = _stacked([_number(post, place) for place, post in enumerate(posts, 1)], stones)
    return Layout(stones, signs, tuple(_legend(picture, axis + 24)), here, vision, axis)


def _stones(posts: Sequence[Milepost], picture: RoadPicture) -> tuple[float, ...]:
    """Place the mileposts on their days, but far enough apart to be told from each other."""
    apart = min(_APART, (_LAST - START) / max(1, len(posts)))
    places: list[float] = []
    for post in posts:
        day = x_of(post.day, picture)
        places.append(max(day, places[-1] + apart) if places else day)
    limit = _LAST
    for index in reversed(range(len(places))):
        places[index] = min(places[index], limit)
        limit = places[index] - apart
    return tuple(places)


def _sign(post: Milepost, picture: RoadPicture) -> Sign:
    label = Words(balanced(post.label, _SIGN_WIDTH / BOLD, LABEL, most=3), 0, 0, LABEL)
    return Sign(post, label, Words(note_lines(post, picture, _SIGN_WIDTH), 0, 0, SMALL))


def _number(post: Milepost, place: int) -> Sign:
    return Sign(post, Words((str(place),), 0, 0, SMALL), Words((), 0, 0, SMALL))


def _stacked(signs: Sequence[Sign], stones: Sequence[float]) -> tuple[Sign, ...]:
    """Place signs from right to left, each as low as those already standing allow.

    A sign is centred over its stone unless the stone to its left would then be under it; then it
    hangs to the right, like a flag. So no pole ever crosses a sign, and a place is always found.
    """
    taken = [_stone_box(x) for x in stones]
    placed: list[Sign] = []
    for index in reversed(range(len(signs))):
        x = stones[index]
        before = stones[index - 1] + HALF_STONE if index else 0.0
        sign = _as_low_as_free(_hung(signs[index], x, before), x, taken)
        top = sign.box.top if sign.label.anchor == "start" else sign.box.bottom
        taken += [sign.box, Box(x - 2, top, x + 2, height_at(x) - STONE)]
        placed.append(sign)
    return tuple(reversed(placed))


def _stone_box(x: float) -> Box:
    foot = height_at(x)
    return Box(x - HALF_STONE, foot - STONE, x + HALF_STONE, foot)


def _hung(sign: Sign, x: float, before: float) -> Sign:
    half = (sign.box.right - sign.box.left) / 2
    if x - half - 6 > before and x + half < WIDTH:
        return sign.moved(x, 0, "middle")
    return sign.moved(x + 6, 0, "start")


def _as_low_as_free(sign: Sign, x: float, taken: Sequence[Box]) -> Sign:
    bottom = min(height_at(x) - STONE - 7, height_at(sign.box.right) - 8)
    while True:
        height = sign.box.bottom - sign.box.top
        sign = sign.moved(sign.label.x, bottom - height, sign.label.anchor)
        in_the_way = [box for box in taken if sign.box.meets(box)]
        if not in_the_way:
            return sign
        bottom = min(box.top for box in in_the_way) - 5


def _here(picture: RoadPicture) -> Words:
    """Place the words of the marker below the road: to its right, or to its left near the end."""
    x = x_of(picture.today, picture)
    right = Words(balanced(picture.here, 230, LABEL, most=3), max(4, x - 9), 0, LABEL)
    if right.box.right < 880:
        return replace(right, top=height_at(right.box.left) + 17)
    left = replace(right, x=x + 9, anchor="end")
    return replace(left, top=height_at(left.box.left) + 15)


def _vision(picture: RoadPicture, here: Words) -> Words:
    """Place the vision under the end of the road, clear of the marker's words."""
    lines = balanced(picture.vision, 205, SERIF, most=6)
    words = Words(lines, WIDTH - 6, 0, SERIF, "end")
    words = replace(words, top=height_at(words.box.left) + 18)
    return replace(words, top=here.box.bottom + 8) if words.box.meets(here.box) else words


def _legend(picture: RoadPicture, top: float) -> Iterator[Sign]:
    """Write the list of what the numbers stand for, in columns that are read downwards."""
    posts = in_order(picture)
    rows = ceil(len(posts) / _COLUMNS)
    for first in range(0, len(posts), rows):
        y = top
        for post in posts[first : first + rows]:
            entry = _entry(post, picture).moved(42 + first // rows * _COLUMN, y, "start")
            y = entry.box.bottom + 10
            yield entry


def _entry(post: Milepost, picture: RoadPicture) -> Sign:
    width = _COLUMN - 60
    label = Words(wrapped(post.label, width / BOLD, LABEL, most=4), 0, 0, LABEL)
    return Sign(post, label, Words(note_lines(post, picture, width), 0, 0, SMALL))
