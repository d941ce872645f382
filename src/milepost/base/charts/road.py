"""The road on a wide page: from the first day to the vision, a milepost where something is due."""

from collections.abc import Iterator
from math import ceil

from milepost.base.charts.days import ticks
from milepost.base.charts.lettering import LINE
from milepost.base.charts.road_layout import (
    START,
    STONE,
    VISION,
    WIDTH,
    Layout,
    RoadPicture,
    Sign,
    Words,
    height_at,
    layout,
    x_of,
)
from milepost.base.charts.svg import Frame, framed, line_of_text, linked, number, tag

CHECK, EXCLAMATION = "M-3.4-24l2.6 2.8 4.4-5.4", "M0-29v6.5M0-18.5v.5"


def road(picture: RoadPicture) -> str:
    """Draw the road; words never overlap, and mileposts too many for words become a list below."""
    places = layout(picture)
    today = x_of(picture.today, picture)
    return framed(
        _frame(picture, places),
        _land(picture.name, places.axis - 14),
        *_axis(picture, places.axis),
        tag("path", class_="ahead", d=_stretch(today, VISION), fill="none"),
        _travelled(today),
        tag("circle", class_="sun", cx=VISION + 8, cy=height_at(VISION) - 3, r=8.0),
        *(_pole(sign, x) for sign, x in zip(places.signs, places.stones, strict=True)),
        *(_milepost(sign, x) for sign, x in zip(places.signs, places.stones, strict=True)),
        *(_entry(sign, place) for place, sign in enumerate(places.legend, 1)),
        tag("circle", class_="marker", cx=today, cy=height_at(today), r=9.0),
        written_words(places.here, "here"),
        written_words(places.vision, "vision"),
    )


def _frame(picture: RoadPicture, places: Layout) -> Frame:
    highest = min([height_at(VISION) - 14, *(box.top for box in places.boxes)])
    lowest = max([places.axis, *(box.bottom for box in places.boxes)])
    top, bottom = highest - 8, lowest + 8
    return Frame(
        picture.name, picture.title, picture.says, "road-wide", 0, top, WIDTH, bottom - top
    )


def _stretch(begin: float, end: float) -> str:
    """Return the path of the road between two x, as curves that follow its slope."""
    steps = max(1, ceil((end - begin) / 80))
    run = (end - begin) / steps
    path = f"M{number(begin)} {number(height_at(begin))}"
    for step in range(steps):
        x, then = begin + step * run, begin + (step + 1) * run
        bends = (
            (x + run / 3, height_at(x) + _slope_at(x) * run / 3),
            (then - run / 3, height_at(then) - _slope_at(then) * run / 3),
            (then, height_at(then)),
        )
        path += "C" + " ".join(f"{number(bend_x)} {number(bend_y)}" for bend_x, bend_y in bends)
    return path


def _slope_at(x: float) -> float:
    return (height_at(x + 1) - height_at(x - 1)) / 2


def _travelled(today: float) -> str:
    way = _stretch(START, today)
    return tag("path", class_="travelled", d=way, fill="none") + tag(
        "path", class_="middle-line", d=way, fill="none"
    )


def _land(name: str, bottom: float) -> str:
    """Draw the ground under the road, which fades downwards."""
    way = f"{_stretch(0, WIDTH)}V{number(bottom)}H0Z"
    fade = tag(
        "linearGradient",
        tag("stop", offset=0.0, class_="land-top"),
        tag("stop", offset=1.0, class_="land-bottom"),
        id=f"{name}-land",
        x1=0.0,
        y1=0.0,
        x2=0.0,
        y2=1.0,
    )
    return fade + tag("path", class_="land", d=way, fill=f"url(#{name}-land)")


def _axis(picture: RoadPicture, y: float) -> Iterator[str]:
    for tick in ticks(picture.starts, picture.ends, most=16):
        x = max(x_of(tick.day, picture), START)
        yield line_of_text(tick.label, x, y, class_="when", font_size=12.0)


def _pole(sign: Sign, x: float) -> str:
    """Draw the pole of a sign that hangs like a flag, or stands high above its stone."""
    top = sign.box.top + 3 if sign.label.anchor == "start" else sign.box.bottom
    stone = height_at(x) - STONE
    if stone - sign.box.bottom < 9 and sign.label.anchor == "middle":
        return ""
    return tag("path", class_="pole", d=f"M{number(x)} {number(top)}V{number(stone)}", fill="none")


def _milepost(sign: Sign, x: float) -> str:
    place = f"translate({number(x)} {number(height_at(x))})"
    stone = tag("g", stone_of(sign.post.tone), transform=place)
    return linked(
        tag("g", stone, _sign_words(sign), class_=f"post {sign.post.tone}"), sign.post.href
    )


def stone_of(tone: str) -> str:
    """Draw a milepost with its foot at 0, 0; reached ones bear a tick, doubtful ones a mark."""
    stone = tag("path", class_="stone", d="M-7 0v-30a7 7 0 0 1 14 0v30z")
    mark = {"done": CHECK, "warn": EXCLAMATION}.get(tone)
    return stone if mark is None else stone + tag("path", class_="sign", d=mark, fill="none")


def _sign_words(sign: Sign) -> str:
    return written_words(sign.label, "label") + written_words(sign.note, "note")


def _entry(sign: Sign, place: int) -> str:
    y = sign.label.top + sign.label.size
    figure = line_of_text(
        str(place), sign.label.x - 12, y, class_="label", font_size=14.0, text_anchor="end"
    )
    return linked(
        tag("g", figure, _sign_words(sign), class_=f"entry {sign.post.tone}"), sign.post.href
    )


def written_words(words: Words, class_: str) -> str:
    """Draw words at their place."""
    return "".join(
        line_of_text(
            line,
            words.x,
            words.top + words.size * (1 + row * LINE),
            class_=class_,
            font_size=words.size,
            text_anchor=words.anchor,
        )
        for row, line in enumerate(words.lines)
    )
