"""How each value of a plan is written and read: one form for the file, the pages and the schema.

A form's `read` raises ValueError with a sentence; `write(read(text))` is the canonical writing.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Generic, TypeVar

from milepost.base.clock import is_zone
from milepost.base.text import joined, nearest, shortened
from milepost.plan.cadence import EXAMPLES, read_cadence, write_cadence
from milepost.plan.values import Budget, Rise, Spread, Target, read_day

T = TypeVar("T")
Plain = str | int | Decimal | bool | date
LONGEST_NAME = 50
_NUMBER = r"[+-]?\d{1,12}(?:\.\d{1,6})?"
_LONGEST_DELAY = 36_525  # days, a hundred years
_ONE_OR_TWO = r"(\d{1,12}(?:\.\d{1,6})?)(?: ?(?:-|–|to) ?(\d{1,12}(?:\.\d{1,6})?))?"


@dataclass(frozen=True)
class Form(Generic[T]):
    """How one kind of value is written: `widget` names the field a page shows for it."""

    read: Callable[[str], T]
    write: Callable[[T], Plain]
    schema: Mapping[str, Any]
    widget: str = "line"
    example: str = ""
    choices: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()


def _matched(pattern: str, text: str, how: str) -> re.Match[str]:
    match = re.fullmatch(pattern, " ".join(text.split()))
    if match is None:
        raise ValueError(f"{shortened(text)!r} cannot be read; {how}")
    return match


def _plain(value: Decimal) -> Decimal:
    """Return a number without needless zeros, exponent or minus: 1E+2 as 100, -0.0 as 0."""
    return Decimal(f"{value.normalize():f}") if value else Decimal(0)


def _read_text(text: str) -> str:
    lines = re.sub(r"\r\n?|[\x85\u2028\u2029\x0b\x0c]", "\n", text).split("\n")
    whole = "\n".join(line.rstrip() for line in lines).strip()
    for character in whole:
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t":
            raise ValueError(f"it holds the character U+{ord(character):04X}; leave that out")
    if not whole:
        raise ValueError("it is empty; write it or leave the line out")
    return whole


def _read_line(text: str) -> str:
    return " ".join(_read_text(text).split())


def _read_name(text: str) -> str:
    line = _read_line(text)
    if len(line) > LONGEST_NAME:
        raise ValueError(
            f"{shortened(line)!r} is too long for a name; write up to {LONGEST_NAME} letters"
        )
    return line


def _read_id(text: str) -> str:
    how = "an id has letters, digits, - and _, as in 'leads-20'"
    return _matched(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}", text, how).group()


def _read_number(text: str) -> Decimal:
    return _plain(Decimal(_matched(_NUMBER, text, "write a number such as 20 or 2.5").group()))


def _read_baseline(text: str) -> Decimal | None:
    return None if text.strip().lower() == "unknown" else _read_number(text)


def _read_count(text: str) -> int:
    return int(_matched(r"\d{1,6}", text, "write a whole number such as 30").group())


def _read_yes_no(text: str) -> bool:
    word = text.strip().lower()
    if word in {"yes", "true"}:
        return True
    if word in {"no", "false"}:
        return False
    raise ValueError(f"{shortened(text)!r} is neither yes nor no")


def _spread(match: re.Match[str]) -> Spread:
    low = _plain(Decimal(match.group(1)))
    high = _plain(Decimal(match.group(2) or match.group(1)))
    if low > high:
        raise ValueError(
            f"the range runs from {low} down to {high}; write the smaller number first"
        )
    return Spread(low, high)


def _write_spread(spread: Spread) -> str:
    low, high = str(_plain(spread.low)), str(_plain(spread.high))
    return low if low == high else f"{low}-{high}"


def _read_percent(text: str) -> Spread:
    spread = _spread(_matched(rf"{_ONE_OR_TWO} ?%", text, "write a rate as 45% or 40-60%"))
    if spread.high > 100:
        raise ValueError(f"{text!r} is more than all of them; a rate is at most 100%")
    return spread


def _read_delay(text: str) -> Spread:
    pattern = rf"{_ONE_OR_TWO} ?(d|days?|w|weeks?)"
    match = _matched(pattern, text, "write a delay as 14-60 d")
    spread, days = _spread(match), 7 if match.group(3).startswith("w") else 1
    if spread.high * days > _LONGEST_DELAY:
        raise ValueError(f"{shortened(text)!r} is longer than a hundred years")
    return Spread(_plain(spread.low * days), _plain(spread.high * days))


def _read_rise(text: str) -> Rise:
    pattern = rf"{_ONE_OR_TWO} (?:per|a) (day|week|post)"
    match = _matched(pattern, text, "write a rise as 13 per day, 60-90 per week or 9 per post")
    return Rise(_spread(match), match.group(3))


def _read_target(text: str) -> Target:
    words = " ".join(text.split())
    if match := re.fullmatch(r"decide by (\S+)", words):
        return Target(decide_by=read_day(match.group(1)))
    if match := re.fullmatch(r"([+-]\d{1,6}(?:\.\d{1,6})?) ?%", words):
        return Target(percent=_plain(Decimal(match.group(1))))
    if words.startswith("+"):
        raise ValueError(
            f"{shortened(words)!r} may mean two things; write +20% or the number itself"
        )
    how = "write a target as 20, +20% or 'decide by 2027-02-28'"
    return Target(amount=_plain(Decimal(_matched(_NUMBER, words, how).group())))


def _write_target(target: Target) -> Plain:
    if target.decide_by:
        return f"decide by {target.decide_by}"
    if target.percent is not None:
        return f"{'+' if target.percent >= 0 else ''}{_plain(target.percent)}%"
    return _plain(target.amount or Decimal(0))


def _read_hours(text: str) -> Decimal:
    pattern = r"(\d{1,3}(?:\.\d{1,2})?) ?(?:h|hours?)?(?: (?:per|a) week)?"
    hours = _plain(Decimal(_matched(pattern, text, "write hours as 6 per week").group(1)))
    if hours > 168:
        raise ValueError(f"{text!r} is more than a week has; a week has 168 hours")
    return hours


def _read_budget(text: str) -> Budget:
    pattern = r"(\d{1,9}(?:\.\d{1,2})?)(?: (?:per|a) (day|week|month)| (?:in )?total)?"
    match = _matched(pattern, text, "write a budget as 20 per week or 300 in total")
    return Budget(_plain(Decimal(match.group(1))), match.group(2) or "total")


def _write_budget(budget: Budget) -> str:
    per = "in total" if budget.per == "total" else f"per {budget.per}"
    return f"{_plain(budget.amount)} {per}"


def _read_wait(text: str) -> timedelta:
    pattern = r"(\d{1,4}) ?(min|mins|minutes?|h|hours?|d|days?)"
    match = _matched(pattern, text, "write a time as 4 h")
    minutes = {"m": 1, "h": 60, "d": 24 * 60}[match.group(2)[0]]
    return timedelta(minutes=int(match.group(1)) * minutes)


def _write_wait(wait: timedelta) -> str:
    minutes = int(wait.total_seconds() // 60)
    for unit, size in (("d", 24 * 60), ("h", 60)):
        if minutes and minutes % size == 0:
            return f"{minutes // size} {unit}"
    return f"{minutes} min"


def _read_zone(text: str) -> str:
    if not is_zone(text.strip()):
        raise ValueError(f"{shortened(text)!r} is no time zone; write one such as Europe/Berlin")
    return text.strip()


def _read_currency(text: str) -> str:
    return _matched(r"[A-Z]{3}", text, "write a currency by its three letters, as in USD").group()


def choice(*words: str) -> Form[str]:
    """Return the form of a value that is one of a few words."""

    def read(text: str) -> str:
        word = " ".join(text.lower().split())
        if word not in words:
            near = nearest(shortened(word), words)
            hint = f"did you mean {near!r}? It" if near else "it"
            raise ValueError(
                f"{shortened(text)!r} is not known; {hint} is one of {joined(words, 'or')}"
            )
        return word

    return Form(read, str, {"enum": list(words)}, "choice", choices=words)


def ref(*kinds: str) -> Form[str]:
    """Return the form of the id of another part of the plan."""
    return Form(_read_id, str, {"type": "string"}, "ref", refers=kinds)


def _text_schema(example: str) -> dict[str, Any]:
    return {"type": "string", "minLength": 1} | ({"examples": [example]} if example else {})


def _written(read: Callable[[str], T], write: Callable[[T], Plain], example: str) -> Form[T]:
    schema = {"type": ["string", "number"], "examples": [example]}
    return Form(read, write, schema, example=example)


TEXT = Form(_read_text, str, _text_schema(""), "text")
LINE = Form(_read_line, str, _text_schema(""))
NAME = Form(_read_name, str, {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME})
LABEL = Form(
    lambda text: _read_line(text).lower(), str, _text_schema("wordpress"), example="wordpress"
)
ID = Form(_read_id, str, {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$"})
# Known measures, the plan's own and a funnel's: any word will do until readings come.
MEASURE = Form(_read_id, str, dict(ID.schema), "measure", refers=("measure",))
DAY = Form(
    read_day, lambda day: day, {"type": "string", "format": "date"}, "day", example="2027-03-01"
)
NUMBER = Form(_read_number, _plain, {"type": "number"}, "number", example="20")
BASELINE: Form[Decimal | None] = Form(
    _read_baseline,
    lambda value: "unknown" if value is None else _plain(value),
    {"anyOf": [{"type": "number"}, {"const": "unknown"}]},
    example="8",
)
COUNT = Form(_read_count, int, {"type": "integer", "minimum": 0}, "number", example="30")
YES_NO = Form(_read_yes_no, bool, {"type": "boolean"}, "choice", choices=("yes", "no"))
PERCENT = _written(_read_percent, lambda spread: f"{_write_spread(spread)}%", "40-60%")
DELAY = _written(_read_delay, lambda spread: f"{_write_spread(spread)} d", "14-60 d")
RISE = _written(
    _read_rise, lambda rise: f"{_write_spread(rise.spread)} per {rise.per}", "13 per day"
)
TARGET = _written(_read_target, _write_target, "20")
CAPACITY = _written(_read_hours, lambda hours: f"{_plain(hours)} h per week", "10 h per week")
HOURS = _written(_read_hours, lambda hours: f"{_plain(hours)} per week", "6 per week")
BUDGET = _written(_read_budget, _write_budget, "20 per week")
WAIT = _written(_read_wait, _write_wait, "4 h")
CADENCE = _written(lambda text: read_cadence(_read_line(text)), write_cadence, EXAMPLES[0])
ZONE = Form(_read_zone, str, _text_schema("Europe/Berlin"), example="Europe/Berlin")
CURRENCY = Form(_read_currency, str, {"type": "string", "pattern": "^[A-Z]{3}$"}, example="USD")
PERIOD = choice("day", "week", "month", "quarter", "year", "total")
FUNCTION = choice(
    "sales", "marketing", "communications", "customer service", "human resources", "brand"
)
