"""Readings: what was counted on which day, read from a file and asked for by measure and part."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from math import inf, isfinite
from pathlib import Path
from typing import NamedTuple

from milepost.base.errors import SaidError
from milepost.base.measures import KNOWN, STATISTIC_OF_KIND, Measure
from milepost.base.text import joined, nearest
from milepost.plan.outline import Measure as OwnMeasure
from milepost.plan.outline import Plan

HEADER = ("day", "measure", "of", "value")
BUSINESS = ""  # `of` of a reading of the whole business
_HEADER_LINE = ",".join(HEADER)
_EXAMPLE = "2027-01-04,leads,,1"
# Beyond it sums of readings would lose their last digits, and in the end be no numbers.
LARGEST = 1e15
_SHOWN = 60  # characters of what was typed that an error repeats
# Money can flow back; everything else that is counted cannot be less than nothing.
_MAY_BE_NEGATIVE = {"spend", "revenue"}


class ReadingsError(SaidError):
    """Readings that cannot be taken: `line` is where (None: the whole), `says` what to do."""

    def __init__(self, line: int | None, says: str, *, name: str = "") -> None:
        self.line = line
        places = [name, f"line {line}" if line else ""]
        super().__init__(says, where=", ".join(place for place in places if place) or None)


class Row(NamedTuple):
    """The value of a measure on a day, of a part of the plan or (blank) of the whole business."""

    day: date
    measure: str
    of: str
    value: float


Series = Mapping[date, float]


@dataclass(frozen=True)
class Readings:
    """All readings of a plan: for each measure and what it is of, its value by day."""

    plan: Plan
    series: Mapping[tuple[str, str], Series]

    @classmethod
    def of_rows(cls, plan: Plan, rows: Iterable[Row]) -> "Readings":
        """Gather rows that are known to be good; of two for the same day the later stands."""
        series: dict[tuple[str, str], dict[date, float]] = {}
        for day, measure, of, value in rows:
            series.setdefault((measure, of), {})[day] = value
        return cls(plan, series)

    @property
    def rows(self) -> Iterator[Row]:
        """Every reading, by day, measure and what it is of."""
        return iter(
            sorted(
                Row(day, measure, of, value)
                for (measure, of), series in self.series.items()
                for day, value in series.items()
            )
        )

    @property
    def first_day(self) -> date | None:
        """The day of the earliest reading."""
        return min((min(series) for series in self.series.values()), default=None)

    @property
    def last_day(self) -> date | None:
        """The day of the latest reading."""
        return max((max(series) for series in self.series.values()), default=None)

    def until(self, day: date) -> "Readings":
        """Return the readings up to a day, that day included."""
        kept = {
            key: {each: value for each, value in series.items() if each <= day}
            for key, series in self.series.items()
        }
        return Readings(self.plan, {key: series for key, series in kept.items() if series})

    def own(self, measure: str, of: str) -> Series:
        """Return the readings of exactly this measure and part, by day."""
        return self.series.get((measure, of), {})


def measure_of(plan: Plan, code: str) -> Measure | None:
    """Return what is known about a measure: the plan's own, a known one, or a funnel's stage."""
    for own in plan.measures:
        if own.id == code:
            return _as_measure(own)
    if code in KNOWN:
        return KNOWN[code]
    stages = (stage for funnel in plan.funnels for stage in funnel.stages)
    stage = next((stage for stage in stages if stage.counted_as == code), None)
    return Measure(code, code.replace("_", " "), "impact") if stage else None


def _as_measure(own: OwnMeasure) -> Measure:
    statistic = own.statistic or STATISTIC_OF_KIND[own.kind]
    return Measure(own.id, own.name, own.level, own.unit or "", own.kind, own.better, statistic)


def known_measures(plan: Plan) -> list[str]:
    """Return the codes of every measure that readings of this plan may have."""
    stages = [stage.counted_as for funnel in plan.funnels for stage in funnel.stages]
    return list(dict.fromkeys([*KNOWN, *stages, *(own.id for own in plan.measures)]))


def known_parts(plan: Plan) -> list[str]:
    """Return the ids and channel labels that a reading may be of."""
    parts = (*plan.strategies, *plan.tactics, *plan.audiences, *plan.locations)
    labels = [label for tactic in plan.tactics for label in tactic.channels]
    labels += [label for audience in plan.audiences for label in audience.places]
    return list(dict.fromkeys([*(part.id for part in parts), *labels]))


@dataclass(frozen=True)
class Made:
    """A series, and what the readings it is made of are of (nothing: there are none)."""

    values: Series
    of: tuple[str, ...]


def values(readings: Readings, measure: str, of: str) -> Series:
    """Return the value of a measure by day, of a part or of the whole business."""
    return made(readings, measure, of).values


def made(readings: Readings, measure: str, of: str) -> Made:
    """Return the value of a measure by day, with what it was added up from.

    A strategy's own reading includes its tactics; on a day without one, theirs are added up. The
    whole business's readings stand alone; where there is none at all, a flow is what all
    strategies, and the tactics that serve none, add up to. A tactic belongs to the first strategy
    it serves.
    """
    plan, flows = readings.plan, is_flow(readings.plan, measure)
    if of == BUSINESS and not readings.own(measure, of) and flows:
        strategies = [made(readings, measure, each.id) for each in plan.strategies]
        return _added([*strategies, *_own_of(readings, measure, _tactics_of(plan, None))])
    own = Made(readings.own(measure, of), (of,) if readings.own(measure, of) else ())
    if not flows or all(strategy.id != of for strategy in plan.strategies):
        return own
    below = _added(_own_of(readings, measure, _tactics_of(plan, of)))
    fills = any(day not in own.values for day in below.values)
    return Made({**below.values, **own.values}, own.of + below.of) if fills else own


def is_flow(plan: Plan, code: str) -> bool:
    """Tell whether the values of a measure may be added up."""
    measure = measure_of(plan, code)
    return measure is None or measure.kind == "flow"


def _tactics_of(plan: Plan, strategy: str | None) -> list[str]:
    return [each.id for each in plan.tactics if (each.serves or (None,))[0] == strategy]


def _own_of(readings: Readings, measure: str, parts: Iterable[str]) -> list[Made]:
    return [Made(readings.own(measure, of), (of,)) for of in parts if readings.own(measure, of)]


def _added(parts: Iterable[Made]) -> Made:
    total: dict[date, float] = {}
    of: list[str] = []
    for part in parts:
        of += part.of
        for day, value in part.values.items():
            total[day] = total.get(day, 0.0) + value
    return Made(total, tuple(of))


def read_readings(source: Path | str, plan: Plan) -> Readings:
    """Read readings from a CSV file or from text; raises ReadingsError.

    A str without a newline that names a file is a path, any other str is text.
    """
    name, text = _source(source)
    return _Reader(plan, name).read(text)


def write_readings(rows: Iterable[Row]) -> str:
    """Write readings as CSV; reading it gives the same rows."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows((day, measure, of, _plain(value)) for day, measure, of, value in rows)
    return out.getvalue()


def write_line(day: str, measure: str, of: str, value: str) -> str:
    """Write one reading, as it was typed, as a file of its own."""
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEADER, (day, measure, of, value)])
    return out.getvalue()


def _plain(value: float) -> int | float:
    return int(value) if value.is_integer() else value


def _source(source: Path | str) -> tuple[str, str]:
    """Return the name and the text of a file, or "" and the text itself."""
    if isinstance(source, str) and ("\n" in source or not _is_file(source)):
        return "", source.removeprefix("\ufeff")
    path = Path(source)
    try:
        return path.name, path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ReadingsError(
            None, "It is not UTF-8 text; save it as UTF-8.", name=path.name
        ) from None
    except OSError as error:
        raise ReadingsError(
            None, f"It cannot be read ({error.strerror}).", name=path.name
        ) from None


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False


class _Reader:
    """Reads one text; what was found good once (a day, a measure, an id) is not looked at again."""

    def __init__(self, plan: Plan, name: str) -> None:
        self.plan = plan
        self.name = name
        self.measures = known_measures(plan)
        self.parts = {BUSINESS, *known_parts(plan)}
        self.days: dict[str, date] = {}
        self.lows: dict[str, float] = {}

    def read(self, text: str) -> Readings:
        lines = csv.reader(StringIO(text, newline=""))
        series: dict[tuple[str, str], dict[date, float]] = {}
        try:
            self._read_header(lines)
            for fields in lines:
                if fields:
                    self._keep(fields, series)
        except ValueError as error:
            raise ReadingsError(lines.line_num, str(error), name=self.name) from None
        except csv.Error as error:
            says = f"This is no CSV ({error}); write {_EXAMPLE}."
            raise ReadingsError(lines.line_num, says, name=self.name) from None
        if not series:
            says = f"There is no reading in it; write one a line, as in {_EXAMPLE}."
            raise ReadingsError(None, says, name=self.name)
        return Readings(self.plan, series)

    def _read_header(self, lines: Iterator[list[str]]) -> None:
        header = next(lines, None)
        if header is None:
            says = f"It is empty; write {_HEADER_LINE} and then one reading a line."
            raise ReadingsError(None, says, name=self.name)
        if tuple(field.strip() for field in header) != HEADER:
            raise ValueError(f"The first line is to be {_HEADER_LINE}; write it so.")

    def _keep(self, fields: list[str], series: dict[tuple[str, str], dict[date, float]]) -> None:
        """Check one line and keep its value; raises ValueError with a sentence."""
        if len(fields) != len(HEADER):
            raise ValueError(f"A line has four values, as in {_EXAMPLE}; this has {len(fields)}.")
        written_day, measure, of, written_value = map(str.strip, fields)
        day = self.days.get(written_day) or self._day(written_day)
        low = self.lows.get(measure)
        low = self._low(measure) if low is None else low
        if of not in self.parts:
            raise ValueError(self._no_such_part(of))
        known = series.setdefault((measure, of), {})
        if day in known:
            whole = f"{measure} of {of or 'the whole business'} on {day}"
            raise ValueError(f"{whole} stands here for the second time; keep one line.")
        known[day] = _value(written_value, low, measure)

    def _day(self, text: str) -> date:
        self.days[text] = read_day(text)
        return self.days[text]

    def _low(self, code: str) -> float:
        """Return the least value a measure can have."""
        measure = measure_of(self.plan, code)
        if measure is None:
            near = nearest(code[:_SHOWN], self.measures)
            hint = f"did you mean {near!r}?" if near else f"known are {joined(self.measures)}."
            raise ValueError(f"There is no measure {code[:_SHOWN]!r}; {hint}")
        own = any(each.id == code for each in self.plan.measures) and measure.kind != "duration"
        self.lows[code] = -inf if own or code in _MAY_BE_NEGATIVE else 0.0
        return self.lows[code]

    def _no_such_part(self, of: str) -> str:
        near = nearest(of[:_SHOWN], sorted(self.parts - {BUSINESS}))
        hint = f"did you mean {near!r}?" if near else "leave it empty for the whole business."
        what = "tactic, strategy, audience, location or channel"
        return f"The plan has no {what} {of[:_SHOWN]!r}; {hint}"


def read_day(text: str) -> date:
    """Read a day written as 2027-01-04; raises ValueError with a sentence."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(f"{text[:_SHOWN]!r} is no day; write it as 2027-01-04.")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text[:_SHOWN]!r} is no day of the calendar; look it up.") from None
    if not 1990 <= day.year <= 2200:
        raise ValueError(f"{text[:_SHOWN]!r} is out of reach; days lie between 1990 and 2200.")
    return day


def _value(text: str, low: float, measure: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = inf
    # float() also takes 1_000 and digits of other scripts, which no spreadsheet would.
    if not isfinite(value) or "_" in text or not text.isascii():
        raise ValueError(f"{text[:_SHOWN]!r} is no number; write it as 1200 or 2.5.")
    if abs(value) > LARGEST:
        raise ValueError(f"{text[:_SHOWN]} is more than anyone counts; look at its digits.")
    if value < low:
        raise ValueError(f"{text[:_SHOWN]} {measure} cannot be: nothing counted is less than 0.")
    return value
