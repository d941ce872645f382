"""How often and when: a cadence as people write it, and the days and times it lays out."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "once": 1,
    "two": 2,
    "twice": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_ADVERBS = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
}
_DAYS_IN = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "quarter": 365.25 / 4, "year": 365.25}
_MOST = {"day": 48, "week": 336, "month": 500, "quarter": 500, "year": 500}
# Where N slots a week fall when no day is named: spread, and early in the week first.
_SPREAD = ((), (0,), (0, 3), (0, 2, 4), (0, 1, 3, 4), (0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5))

EXAMPLES = (
    "3 per week on mon wed fri at 09:00",
    "daily at 08:00",
    "2 per day",
    "every 2 weeks on tue",
    "monthly on the first mon",
    "weekdays",
    "once by 2027-03-01",
    "as needed, at least 2 per month",
    "on each new listing",
)
_HOW = f"write for instance {EXAMPLES[0]!r}, {EXAMPLES[3]!r} or {EXAMPLES[6]!r}"


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often and when.

    kind: repeated, once, as_needed or on_event. times: slots in each period (as_needed: at least;
    None: as it comes). every: 1 = each period, 2 = every second. on: weekdays, 0 = Monday. nth: which
    of them in the month, -1 = last. month_day: 1 to 31, the last day where a month is shorter.
    """

    kind: str
    times: int | None = None
    every: int = 1
    period: str = "week"
    on: tuple[int, ...] = ()
    nth: int | None = None
    month_day: int | None = None
    at: tuple[time, ...] = ()
    by: date | None = None
    event: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One planned slot: its day, its local time where the cadence names one, its number that day."""

    day: date
    nth: int
    at: time | None


def read_cadence(text: str) -> Cadence:
    """Read a cadence; raises ValueError with a sentence."""
    words = " ".join(text.lower().replace(",", " ").replace(" and ", " ").split())
    if match := re.fullmatch(r"(?:on|for|after|with) (?:each|every|any) (.+)|whenever (.+)", words):
        return Cadence("on_event", event=_event(text, match.group(1) or match.group(2)))
    if match := re.fullmatch(r"once (?:by|on) (\S+)(?: at (.+))?", words):
        return Cadence("once", by=_day(match.group(1)), at=_times(match.group(2)))
    if match := re.fullmatch(r"as needed(?: at least (.+))?", words):
        return _read_as_needed(match.group(1))
    return _checked(_read_repeated(words), text)


def _event(text: str, lowered: str) -> str:
    start = " ".join(text.split()).lower().rfind(lowered)
    return " ".join(text.split())[start:] if start >= 0 else lowered


def _read_as_needed(least: str | None) -> Cadence:
    if least is None:
        return Cadence("as_needed")
    times, every, period, _ = _head(least)
    if every != 1 or times is None:
        raise ValueError(f"{least!r} is no number per period; write 'as needed, at least 2 per month'")
    return Cadence("as_needed", times=times, period=period)


def _read_repeated(words: str) -> Cadence:
    at = re.search(r"\bat\b(.*?)(?=\bon\b|$)", words)
    on = re.search(r"\bon\b(.*?)(?=\bat\b|$)", words)
    head = words
    for part in (at, on):
        head = head.replace(part.group(0), " ") if part else head
    times, every, period, days = _head(head.strip() or ("weekly" if on else words))
    nth = month_day = None
    if on:
        days, nth, month_day = _days(on.group(1).strip())
    clock = _times(at.group(1).strip() if at else None)
    if times is None:
        times = max(1, len(days)) * max(1, len(clock))
    return Cadence("repeated", times, every, period, days, nth, month_day, clock)


def _head(words: str) -> tuple[int | None, int, str, tuple[int, ...]]:
    """Read the words before `on` and `at`: times, every, period, days."""
    if words in {"weekdays", "every weekday", "each weekday"}:
        return None, 1, "week", (0, 1, 2, 3, 4)
    if words in {"weekends", "every weekend"}:
        return None, 1, "week", (5, 6)
    if words in _ADVERBS:
        return None, 1, _ADVERBS[words], ()
    if words == "fortnightly":
        return None, 2, "week", ()
    periods = "(day|week|month|quarter|year)s?"
    if match := re.fullmatch(rf"(\w+)(?: times| x)? (?:per|a|an|each|every|/) ?{periods}", words):
        return _number(match.group(1)), 1, match.group(2), ()
    if match := re.fullmatch(rf"(?:every|each) (?:(\w+) )?{periods}", words):
        count = match.group(1)
        return None, 2 if count == "other" else _number(count or "1"), match.group(2), ()
    if match := re.fullmatch(r"(?:every |each )?((?:[a-z]{3,9} ?)+)", words):
        return None, 1, "week", _weekdays(match.group(1))
    raise ValueError(f"{words!r} is no cadence; {_HOW}")


def _number(word: str) -> int:
    if word in _NUMBERS:
        return _NUMBERS[word]
    if word.isascii() and word.isdigit() and 1 <= int(word) <= 1000:
        return int(word)
    raise ValueError(f"{word!r} is no number of times; {_HOW}")


def _weekdays(words: str) -> tuple[int, ...]:
    days = {_weekday(word) for word in words.split()}
    return tuple(sorted(days))


def _weekday(word: str) -> int:
    name = word.removesuffix("s") if len(word) > 3 else word
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    for number, whole in enumerate(full):
        if len(name) >= 3 and whole.startswith(name):
            return number
    raise ValueError(f"{word!r} is no day of the week; {_HOW}")


def _days(words: str) -> tuple[tuple[int, ...], int | None, int | None]:
    """Read the words after `on`: weekdays, which of them in the month, or the day of the month."""
    if match := re.fullmatch(r"(?:the )?(?:day )?(\d{1,2})(?:st|nd|rd|th)?", words):
        day = int(match.group(1))
        if not 1 <= day <= 31:
            raise ValueError(f"{day} is no day of a month; write 1 to 31")
        return (), None, day
    if match := re.fullmatch(r"the (first|second|third|fourth|last) (\w+)", words):
        return (_weekday(match.group(2)),), _NTH[match.group(1)], None
    if words in {"weekdays", "weekends"}:
        return (0, 1, 2, 3, 4) if words == "weekdays" else (5, 6), None, None
    return _weekdays(words), None, None


def _times(words: str | None) -> tuple[time, ...]:
    if words is None:
        return ()
    found = re.findall(r"noon|midnight|\d{1,2}(?::\d{2})? ?(?:am|pm)?", words)
    if not found or "".join(found).replace(" ", "") != words.replace(" ", ""):
        raise ValueError(f"{words!r} is no time of day; write it as 09:00 or 9 am")
    return tuple(sorted({_time(word.strip()) for word in found}))


def _time(word: str) -> time:
    if word in {"noon", "midnight"}:
        return time(12 if word == "noon" else 0)
    match = re.fullmatch(r"(\d{1,2})(?::(\d{2}))? ?(am|pm)?", word)
    hour, minute = int(match.group(1)), int(match.group(2) or 0)  # type: ignore[union-attr]
    half = match.group(3)  # type: ignore[union-attr]
    if half and not 1 <= hour <= 12:
        raise ValueError(f"{word!r} is no time of day; write it as 09:00 or 9 am")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise ValueError(f"{word!r} is no time of day; write 00:00 to 23:59")
    return time(hour, minute)


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise ValueError(f"{word!r} is no day; write it as 2027-03-01") from None


def _checked(cadence: Cadence, text: str) -> Cadence:
    times = cadence.times or 1
    if times > _MOST[cadence.period]:
        raise ValueError(f"{text!r} is more often than anyone posts; {_HOW}")
    if (cadence.nth or cadence.month_day) and cadence.period != "month":
        raise ValueError(f"{text!r} names a day of the month; write 'monthly on …'")
    if cadence.on and not cadence.nth and cadence.period != "week":
        raise ValueError(f"{text!r} names weekdays for a {cadence.period}; write 'N per week on …'")
    if len(cadence.at) > times:
        raise ValueError(f"{text!r} names {len(cadence.at)} times of day for {times} a {cadence.period}")
    days = max(1, len(cadence.on)) if cadence.on or cadence.month_day else 0
    if days and times % days:
        raise ValueError(f"{text!r} asks for {times} but names {days} days")
    per_day = times // days if days else times if cadence.period == "day" else 1
    if len(cadence.at) not in {0, per_day}:
        raise ValueError(f"{text!r} needs {per_day} times of day, and names {len(cadence.at)}")
    return cadence


def write_cadence(cadence: Cadence) -> str:
    """Write a cadence in its one canonical form."""
    clock = " ".join(f"{moment:%H:%M}" for moment in cadence.at)
    at = f" at {clock}" if clock else ""
    if cadence.kind == "on_event":
        return f"on each {cadence.event}"
    if cadence.kind == "once":
        return f"once by {cadence.by}{at}"
    if cadence.kind == "as_needed":
        return "as needed" + (
            f", at least {cadence.times} per {cadence.period}" if cadence.times else ""
        )
    if cadence.on == (0, 1, 2, 3, 4) and (cadence.times, cadence.every) == (5 * max(1, len(clock.split())), 1):
        return f"weekdays{at}"
    return _write_head(cadence) + _write_days(cadence) + at


def _write_head(cadence: Cadence) -> str:
    if cadence.every > 1:
        if cadence.times != max(1, len(cadence.on)) * max(1, len(cadence.at)):
            raise ValueError("several slots in every second period have no written form")
        return f"every {cadence.every} {cadence.period}s"
    if cadence.times == 1 and cadence.period != "week":
        return {period: adverb for adverb, period in _ADVERBS.items()}[cadence.period]
    return f"{cadence.times} per {cadence.period}"


def _write_days(cadence: Cadence) -> str:
    if cadence.month_day:
        return f" on the {cadence.month_day}"
    names = " ".join(WEEKDAYS[day] for day in cadence.on)
    if cadence.nth:
        which = {number: word for word, number in _NTH.items()}[cadence.nth]
        return f" on the {which} {names}"
    return f" on {names}" if names else ""


def per_week(cadence: Cadence) -> float | None:
    """Return the slots of an average week; None where the plan cannot say (once, on each …)."""
    if cadence.times is None or cadence.kind not in {"repeated", "as_needed"}:
        return None
    return cadence.times * 7 / (_DAYS_IN[cadence.period] * cadence.every)


def occurrences(
    cadence: Cadence, *, starts: date, first: date, last: date
) -> Iterator[Occurrence]:
    """Lay out the slots from `first` to `last`, counting every-N from the first match on or after `starts`.

    What comes as needed or on an event has no slots.
    """
    if cadence.kind == "once" and cadence.by and max(starts, first) <= cadence.by <= last:
        yield from _in_day(cadence, cadence.by, 1)
    if cadence.kind != "repeated":
        return
    for day, count in _days_with_counts(cadence, starts, max(starts, first), last):
        yield from _in_day(cadence, day, count)


def _in_day(cadence: Cadence, day: date, count: int) -> Iterator[Occurrence]:
    for nth in range(count):
        yield Occurrence(day, nth, cadence.at[nth] if nth < len(cadence.at) else None)


def _days_with_counts(
    cadence: Cadence, starts: date, first: date, last: date
) -> Iterator[tuple[date, int]]:
    if cadence.period == "day":
        return _every_n_days(cadence, starts, first, last)
    if cadence.period == "week":
        return _in_weeks(cadence, starts, first, last)
    return _in_long_periods(cadence, starts, first, last)


def _every_n_days(
    cadence: Cadence, starts: date, first: date, last: date
) -> Iterator[tuple[date, int]]:
    day = first + timedelta(days=-(first - starts).days % cadence.every)
    while day <= last:
        yield day, cadence.times or 1
        day += timedelta(days=cadence.every)


def _week_counts(cadence: Cadence) -> dict[int, int]:
    """Return how many slots fall on each weekday."""
    times = cadence.times or 1
    if cadence.on:
        return dict.fromkeys(cadence.on, times // len(cadence.on))
    full, rest = divmod(times, 7)
    counts = {weekday: full for weekday in range(7) if full}
    for weekday in _SPREAD[rest]:
        counts[weekday] = counts.get(weekday, 0) + 1
    return counts


def _in_weeks(
    cadence: Cadence, starts: date, first: date, last: date
) -> Iterator[tuple[date, int]]:
    counts = _week_counts(cadence)
    first_match = next(
        day for day in (starts + timedelta(days=n) for n in range(7)) if day.weekday() in counts
    )
    monday = first_match - timedelta(days=first_match.weekday())
    skipped = max(0, (first - monday).days // 7) // cadence.every
    monday += timedelta(weeks=skipped * cadence.every)
    while monday <= last:
        for weekday in sorted(counts):
            day = monday + timedelta(days=weekday)
            if first <= day <= last:
                yield day, counts[weekday]
        monday += timedelta(weeks=cadence.every)


def _in_long_periods(
    cadence: Cadence, starts: date, first: date, last: date
) -> Iterator[tuple[date, int]]:
    months = {"month": 1, "quarter": 3, "year": 12}[cadence.period]
    begin = date(starts.year, starts.month - (starts.month - 1) % months, 1)
    if not any(day >= starts for day in _in_period(cadence, begin, months)):
        begin = _months_later(begin, months)
    step = months * cadence.every
    while begin <= last:
        counted: dict[date, int] = {}
        for day in _in_period(cadence, begin, months):
            counted[day] = counted.get(day, 0) + 1
        for day, count in counted.items():
            if first <= day <= last:
                yield day, count
        begin = _months_later(begin, step)


def _in_period(cadence: Cadence, begin: date, months: int) -> list[date]:
    """Return the days of one month, quarter or year that starts on `begin`, one for each slot."""
    times, length = cadence.times or 1, monthrange(begin.year, begin.month)[1]
    if cadence.month_day:
        return [begin.replace(day=min(cadence.month_day, length))] * times
    if cadence.nth:
        return [_nth_weekday(begin, cadence.on[0], cadence.nth)] * times
    days = (_months_later(begin, months) - begin).days
    return [begin + timedelta(days=slot * days // times) for slot in range(times)]


def _nth_weekday(begin: date, weekday: int, nth: int) -> date:
    if nth > 0:
        return begin + timedelta(days=(weekday - begin.weekday()) % 7 + 7 * (nth - 1))
    end = _months_later(begin, 1) - timedelta(days=1)
    return end - timedelta(days=(end.weekday() - weekday) % 7)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
