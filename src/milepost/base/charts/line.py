"""The line: readings over days, a band where they are expected, and gaps where none were taken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from milepost.base.charts.days import share_of, ticks, written
from milepost.base.charts.figures import counted, figure, steps
from milepost.base.charts.lettering import width_of, wrapped
from milepost.base.charts.svg import Frame, framed, line_of_text, number, tag

_HEIGHT, _TOP, _BOTTOM, _RIGHT = 220.0, 22.0, 192.0, 12.0
_SMALL = 12.0


@dataclass(frozen=True)
class Point:
    """A reading; a day without one is left out, never written as 0."""

    day: date
    value: float


@dataclass(frozen=True)
class Expected:
    """The range in which a day's value is expected."""

    day: date
    low: float
    high: float


@dataclass(frozen=True)
class LinePicture:
    """Readings of one measure, oldest first; `every_days` is how far apart they should be."""

    name: str
    points: tuple[Point, ...]
    title: str
    says: str
    unit: str = ""
    every_days: int = 1
    target: float | None = None
    band: tuple[Expected, ...] = ()
    width: float = 400.0


@dataclass(frozen=True)
class Ground:
    """The rectangle on which the line is drawn, and what its sides stand for."""

    left: float
    right: float
    starts: date
    ends: date
    low: float
    high: float

    def x(self, day: date) -> float:
        """Return where a day lies."""
        return self.left + (self.right - self.left) * share_of(day, self.starts, self.ends)

    def y(self, value: float) -> float:
        """Return where a value lies."""
        return _BOTTOM - (_BOTTOM - _TOP) * (value - self.low) / (self.high - self.low)


def line(picture: LinePicture) -> str:
    """Draw the readings; a missing day breaks the line, a lonely reading is a dot."""
    frame = Frame(picture.name, picture.title, picture.says, "line", 0, 0, picture.width, _HEIGHT)
    if not picture.points and not picture.band:
        return framed(
            frame,
            line_of_text("No readings yet", 8, _HEIGHT / 2, class_="soft", font_size=14.0),
        )
    levels = _levels(picture)
    ground = _ground(picture, levels)
    return framed(
        frame,
        *_value_axis(ground, levels, picture.unit),
        *_day_axis(ground),
        _band(ground, picture.band),
        _target(ground, picture),
        *(_stretch(ground, stretch) for stretch in stretches(picture.points, picture.every_days)),
        _last(ground, picture),
    )


def stretches(points: Sequence[Point], every_days: int) -> Iterator[tuple[Point, ...]]:
    """Yield runs of readings between which no day is missing."""
    run: list[Point] = []
    for point in points:
        if run and point.day - run[-1].day > timedelta(every_days):
            yield tuple(run)
            run = []
        run.append(point)
    if run:
        yield tuple(run)


def _levels(picture: LinePicture) -> tuple[float, ...]:
    """Return the values that the axis names: from 0, unless all lie far from it."""
    values = [point.value for point in picture.points]
    values += [edge for day in picture.band for edge in (day.low, day.high)]
    values += [] if picture.target is None else [picture.target]
    low, high = min(values), max(values)
    if low >= 0 and low < 0.7 * high:
        low = 0.0
    return steps(low, high, most=4)


def _ground(picture: LinePicture, levels: Sequence[float]) -> Ground:
    days = [point.day for point in picture.points] + [day.day for day in picture.band]
    left = 10 + max(width_of(figure(level), _SMALL) for level in levels)
    return Ground(left, picture.width - _RIGHT, min(days), max(days), min(levels), max(levels))


def _value_axis(ground: Ground, levels: Sequence[float], unit: str) -> Iterator[str]:
    for level in levels:
        y = ground.y(level)
        rule = f"M{number(ground.left)} {number(y)}H{number(ground.right)}"
        yield tag("path", class_="rule", d=rule)
        yield line_of_text(
            figure(level),
            ground.left - 6,
            y + 4,
            class_="soft",
            font_size=_SMALL,
            text_anchor="end",
        )
    name = wrapped(unit, 200, _SMALL, most=1)[0]
    yield line_of_text(name, 2, 12, class_="soft", font_size=_SMALL)


def _day_axis(ground: Ground) -> Iterator[str]:
    most = max(2, int((ground.right - ground.left) // 58))
    named = ticks(ground.starts, ground.ends, most=most)
    for tick in named:
        x = ground.x(tick.day)
        half = width_of(tick.label, _SMALL) / 2
        place = min(x, ground.right + _RIGHT - half)
        yield tag("path", class_="rule", d=f"M{number(x)} {number(_BOTTOM)}v4")
        yield line_of_text(
            tick.label,
            place,
            _BOTTOM + 18,
            class_="soft",
            font_size=_SMALL,
            text_anchor="middle",
        )
    if not named:
        label = f"{written(ground.starts)} – {written(ground.ends)}"
        yield line_of_text(label, ground.left, _BOTTOM + 18, class_="soft", font_size=_SMALL)


def _path(ground: Ground, places: Sequence[tuple[date, float]]) -> str:
    return "L".join(f"{number(ground.x(day))} {number(ground.y(value))}" for day, value in places)


def _band(ground: Ground, band: Sequence[Expected]) -> str:
    if not band:
        return ""
    upper = [(day.day, day.high) for day in band]
    lower = [(day.day, day.low) for day in reversed(band)]
    return tag("path", class_="band", d=f"M{_path(ground, upper + lower)}Z")


def _target(ground: Ground, picture: LinePicture) -> str:
    if picture.target is None:
        return ""
    y = ground.y(picture.target)
    label = f"{counted(picture.target, '')} wanted"
    rule = f"M{number(ground.left)} {number(y)}H{number(ground.right)}"
    return tag("path", class_="wanted", d=rule) + line_of_text(
        label, ground.right, y - 5, class_="soft", font_size=_SMALL, text_anchor="end"
    )


def _stretch(ground: Ground, points: Sequence[Point]) -> str:
    if len(points) == 1:
        x, y = ground.x(points[0].day), ground.y(points[0].value)
        return tag("circle", class_="dot", cx=x, cy=y, r=2.6)
    places = [(point.day, point.value) for point in points]
    return tag("path", class_="drawn", d=f"M{_path(ground, places)}", fill="none")


def _last(ground: Ground, picture: LinePicture) -> str:
    if not picture.points:
        return ""
    last = picture.points[-1]
    return tag("circle", class_="last", cx=ground.x(last.day), cy=ground.y(last.value), r=4.0)
