"""How often and when: a cadence as people write it, and the days and times it lays out."""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import count

from milepost.base.text import shortened
from milepost.plan.values import read_day

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_ONE_TO_TEN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS = {word: number for number, word in enumerate(_ONE_TO_TEN, start=1)}
_NUMBERS |= {"a": 1, "an": 1, "once": 1, "twice": 2}
_ADVERBS = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
}
_DAYS_IN = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "quarter": 365.25 / 4, "year": 365.25}
_SHORTEST = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}
_MOST = {"day": 48, "week": 336, "month": 500, "quarter": 500, "year": 500}
_SETS = dict.fromkeys(("weekday", "weekdays"), (0, 1, 2, 3, 4)) | dict.fromkeys(
    ("weekend", "weekends"), (5, 6)
)
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
_PERIODS = "(day|week|month|quarter|year)s?"
_HOW_TIME = "write a time of day as 09:00 or 9 am"
# What follows "whenever" where nothing happens that could be noticed: a wish, or time to spare.
_WISH = re.compile(
    r"(?:i|we|you)(?: would| might|['’]d)? "
    r"(?:can|could|like|want|wish|please|feel|may|(?:have|find|get) (?:\w+ )?time)\b"
    r"|there is (?:\w+ )?time\b|time (?:allows|permits)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often and when.

    kind: repeated, once, as_needed or on_event. times: slots in each period (as_needed: at least;
    None: as it comes). every: 1 = each period, 2 = every second. on: weekdays, 0 = Monday. nth:
    which of them in the month, -1 = last. month_day: 1 to 31, the last day where a month is
    shorter. event: what brings a slot, with its first words, as in "on each new listing".
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
    """One planned slot: its day, its number that day, its local time where one is named."""

    day: date
    nth: int
    at: time | None


def read_cadence(text: str) -> Cadence:
    """Read a cadence; raises ValueError with a sentence."""
    if event := _event(text):
        return Cadence("on_event", event=event)
    words = _plain_words(text)
    if match := re.fullmatch(r"once (?:by|on) (\S+)(?: at (.+))?", words):
        return _once(read_day(match.group(1)), _times(match.group(2)))
    if match := re.fullmatch(r"as needed(?: at least (.+))?", words):
        return _read_as_needed(match.group(1))
    return _checked(_read_repeated(words), words)


def _plain_words(text: str) -> str:
    """Return the words in lower case, without what people write between them."""
    words = re.sub(r"\b([ap])\.m\.", r"\1m", text.lower())
    words = re.sub(r"[,;&]|\band\b", " ", words)
    words = re.sub(r"(?<=[a-z]) ?(?:-|–|\bto\b|\bthrough\b) ?(?=[a-z])", "-", words)
    return " ".join(words.split())


def _event(text: str) -> str:
    """Return what brings a slot, or "" where the words tell days instead."""
    words = " ".join(text.split())
    if match := re.match(r"whenever\b ?", words, re.I):
        return _whenever(words[match.end() :])
    match = re.match(r"(on|for|after|with) (?:each|every|any) (?=\S)", words, re.I)
    if match is None or _tells_days(words[match.end() :].lower().split()[0]):
        return ""
    return f"{match.group(1).lower()} each {words[match.end() :]}"


def _whenever(happening: str) -> str:
    """Return the event of 'whenever a house is listed'; refuse what nobody could notice."""
    if len(happening.split()) < 2 or _WISH.match(happening):
        said = shortened(f"whenever {happening}".strip())
        raise ValueError(
            f"{said!r} names nothing that happens; "
            "write for instance 'whenever a house is listed', or 'as needed'"
        )
    return f"whenever {happening}"


def _tells_days(word: str) -> bool:
    counts = {*_DAYS_IN, *_NTH, "weekday", "weekend", "other", "second"}
    return word.rstrip("s,") in counts or _weekday_or_none(word.rstrip(",")) is not None


def _once(by: date, at: tuple[time, ...]) -> Cadence:
    if len(at) > 1:
        raise ValueError(f"once has one time of day, and this names {len(at)}; keep one")
    return Cadence("once", by=by, at=at)


def _read_as_needed(least: str | None) -> Cadence:
    if least is None:
        return Cadence("as_needed")
    times, every, period, days = _head(least)
    if every != 1 or days:
        said = shortened(least)
        raise ValueError(
            f"{said!r} is no number per period; write 'as needed, at least 2 per month'"
        )
    return _checked(Cadence("as_needed", times=times or 1, period=period), least)


def _read_repeated(words: str) -> Cadence:
    at = re.search(r"\bat\b(.*?)(?=\bon\b|$)", words)
    on = re.search(r"\bon\b(.*?)(?=\bat\b|$)", words)
    head = words
    for part in (at, on):
        head = head.replace(part.group(0), " ") if part else head
    return _put_together(
        " ".join(head.split()),
        on.group(1).strip() if on else None,
        _times(at.group(1).strip() if at else None),
    )


def _put_together(head: str, on: str | None, at: tuple[time, ...]) -> Cadence:
    """Make the cadence of the words before `on` and `at`, those after `on`, and the times."""
    if on is None and (in_month := _in_month(head)):
        head, on = "monthly", in_month
    elif on is not None and not head:
        head, on = ("monthly", in_month) if (in_month := _in_month(on)) else ("weekly", on)
    times, every, period, days = _head(head)
    nth = month_day = None
    if on is not None:
        if days:
            raise ValueError(
                f"it names days twice, {shortened(head)!r} and {shortened(on)!r}; keep one"
            )
        days, nth, month_day = _days(on)
    if times is None:
        times = max(1, len(days)) * max(1, len(at))
    return Cadence("repeated", times, every, period, days, nth, month_day, at)


def _in_month(words: str) -> str | None:
    """Return 'the first mon' of 'the first mon of each month'."""
    match = re.fullmatch(r"(.+) of (?:the|each|every|a) month", words)
    if match is None:
        return None
    return match.group(1) if match.group(1).startswith("the ") else f"the {match.group(1)}"


def _head(words: str) -> tuple[int | None, int, str, tuple[int, ...]]:
    """Read the words before `on` and `at`: times, every, period, days."""
    if words in _ADVERBS:
        return None, 1, _ADVERBS[words], ()
    if counted := _counted(words):
        return counted[0], 1, counted[1], ()
    if match := re.fullmatch(rf"(?:every|each) (?:(\w+) )?{_PERIODS}", words):
        return None, _every(match.group(1) or "1"), match.group(2), ()
    if words == "fortnightly" or words.startswith("every other "):
        return None, 2, "week", _weekdays(words.partition("every other ")[2])
    days = re.sub(r"^(?:every|each) ", "", words)
    if _tells_weekdays(days):
        return None, 1, "week", _weekdays(days)
    raise ValueError(f"{shortened(words)!r} is no cadence; {_HOW}")


def _counted(words: str) -> tuple[int, str] | None:
    """Read 3 per week, 3x/week, twice a day, 3 times weekly."""
    times = r"(\w+?)(?: times| ?x)?"
    if match := re.fullmatch(rf"{times} ?(?:\b(?:per|a|an|each|every)|/) ?{_PERIODS}", words):
        return _number(match.group(1)), match.group(2)
    if match := re.fullmatch(rf"{times} ({'|'.join(_ADVERBS)})", words):
        return _number(match.group(1)), _ADVERBS[match.group(2)]
    return None


def _every(word: str) -> int:
    return 2 if word in {"other", "second"} else _number(word)


def _number(word: str) -> int:
    if word in _NUMBERS:
        return _NUMBERS[word]
    if re.fullmatch(r"[0-9]{1,4}", word) and 1 <= int(word) <= 1000:
        return int(word)
    raise ValueError(f"{shortened(word)!r} is no number of times; {_HOW}")


def _tells_weekdays(words: str) -> bool:
    """Tell whether one of the words is a day, so that a wrong one beside it is worth naming."""
    parts = re.split(r"[ -]", words)
    return any(part in _SETS or _weekday_or_none(part) is not None for part in parts)


def _weekdays(words: str) -> tuple[int, ...]:
    """Read names of days, spans such as mon-fri, weekdays and weekends."""
    days: set[int] = set()
    for word in words.split():
        first, _, last = word.partition("-")
        if word in _SETS:
            days.update(_SETS[word])
        elif last:
            days.update(_span(_weekday(first), _weekday(last)))
        else:
            days.add(_weekday(word))
    return tuple(sorted(days))


def _span(first: int, last: int) -> set[int]:
    return {(first + step) % 7 for step in range((last - first) % 7 + 1)}


def _weekday(word: str) -> int:
    day = _weekday_or_none(word)
    if day is None:
        raise ValueError(f"{shortened(word)!r} is no day of the week; {_HOW}")
    return day


def _weekday_or_none(word: str) -> int | None:
    name = word.removesuffix("s") if len(word) > 3 else word
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return next((n for n, day in enumerate(full) if len(name) > 2 and day.startswith(name)), None)


def _days(words: str) -> tuple[tuple[int, ...], int | None, int | None]:
    """Read the words after `on`: weekdays, which of them in the month, or the day of the month."""
    day_of_month = r"(?:the )?(?:day )?([0-9]{1,2})(?:st|nd|rd|th)?"
    if match := re.fullmatch(day_of_month, words):
        day = int(match.group(1))
        if not 1 <= day <= 31:
            raise ValueError(f"{day} is no day of a month; write 1 to 31")
        return (), None, day
    if re.fullmatch(rf"{day_of_month}(?: {day_of_month})+", words):
        raise ValueError(f"{words!r} names several days of a month; make a tactic for each")
    if match := re.fullmatch(r"the (first|second|third|fourth|last) (\w+)", words):
        return (_weekday(match.group(2)),), _NTH[match.group(1)], None
    return _weekdays(re.sub(r"^(?:each|every) ", "", words)), None, None


def _times(words: str | None) -> tuple[time, ...]:
    if words is None:
        return ()
    one = r"(?:noon|midnight|[0-9]{1,2}(?::[0-9]{2})?(?: ?[ap]m)?)(?! ?[ap]m)"
    if not re.fullmatch(rf"{one}(?: {one})*", words):
        raise ValueError(f"{shortened(words)!r} is no time of day; {_HOW_TIME}")
    times = [_time(word) for word in re.findall(one, words)]
    if len(set(times)) < len(times):
        raise ValueError(f"{shortened(words)!r} names a time of day twice; keep one")
    return tuple(sorted(times))


def _time(word: str) -> time:
    if word in {"noon", "midnight"}:
        return time(12 if word == "noon" else 0)
    clock, half = word.removesuffix("am").removesuffix("pm").strip(), word[-2:]
    hour, minute = (int(part) for part in f"{clock}:0".split(":")[:2])
    if half in {"am", "pm"}:
        if not 1 <= hour <= 12:
            raise ValueError(f"{word!r} is no time of day; {_HOW_TIME}")
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise ValueError(f"{word!r} is no time of day; write 00:00 to 23:59")
    return time(hour, minute)


def _checked(cadence: Cadence, words: str) -> Cadence:
    """Refuse what contradicts itself."""
    text, times = shortened(words), cadence.times or 1
    if times > _MOST[cadence.period]:
        raise ValueError(f"{text!r} is more often than anyone posts; {_HOW}")
    if (cadence.nth or cadence.month_day) and cadence.period != "month":
        raise ValueError(f"{text!r} names a day of the month; write 'monthly on …'")
    if cadence.on and not cadence.nth and cadence.period != "week":
        raise ValueError(f"{text!r} names weekdays for a {cadence.period}; write 'N per week on …'")
    days = len(cadence.on) or (1 if cadence.month_day else 0)
    if days and times % days:
        raise ValueError(f"{text!r} asks for {times} but names {days} days")
    _check_times_of_day(cadence, text, times // days if days else None)
    return cadence


def _check_times_of_day(cadence: Cadence, text: str, per_day: int | None) -> None:
    if per_day is None and cadence.period == "day":
        per_day = cadence.times or 1
    if per_day is None and cadence.at and (cadence.times or 1) > _SHORTEST[cadence.period]:
        raise ValueError(f"{text!r} has more slots than days; name the days or leave the time out")
    if len(cadence.at) not in {0, per_day or 1}:
        wanted = f"{per_day} times of day" if (per_day or 1) > 1 else "one time of day"
        raise ValueError(f"{text!r} needs {wanted} or none, and names {len(cadence.at)}")


def write_cadence(cadence: Cadence) -> str:
    """Write a cadence in its one canonical form."""
    clock = " ".join(f"{moment:%H:%M}" for moment in cadence.at)
    at = f" at {clock}" if clock else ""
    if cadence.kind == "on_event":
        return cadence.event
    if cadence.kind == "once":
        return f"once by {cadence.by}{at}"
    if cadence.kind == "as_needed":
        return "as needed" + (
            f", at least {cadence.times} per {cadence.period}" if cadence.times else ""
        )
    if cadence.on == (0, 1, 2, 3, 4) and (cadence.times, cadence.every) == (
        5 * max(1, len(clock.split())),
        1,
    ):
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


def occurrences(cadence: Cadence, *, starts: date, first: date, last: date) -> Iterator[Occurrence]:
    """Lay out the slots from `first` to `last`, both included.

    Every-N counts from the first match on or after `starts`. What comes as needed or on an event
    has no slots.
    """
    if cadence.kind == "once" and cadence.by and max(starts, first) <= cadence.by <= last:
        yield from _in_day(cadence, cadence.by, 1)
    if cadence.kind != "repeated":
        return
    for day, slots in _days_with_counts(cadence, starts, max(starts, first), last):
        yield from _in_day(cadence, day, slots)


def _in_day(cadence: Cadence, day: date, slots: int) -> Iterator[Occurrence]:
    for nth in range(slots):
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
    # Where no day is named the periods run from the start, so that the first slot is its first day.
    begin = starts.replace(day=1) if cadence.nth or cadence.month_day else starts
    skipped = 0
    if max(_in_period(cadence, begin, months)) < starts:
        skipped = months
    for period in count():
        here = _months_later(begin, skipped + period * months * cadence.every)
        if here > last:
            return
        for day, slots in sorted(Counter(_in_period(cadence, here, months)).items()):
            if first <= day <= last:
                yield day, slots


def _in_period(cadence: Cadence, begin: date, months: int) -> list[date]:
    """Return the days of the period that starts on `begin`, one for each slot."""
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
    """Return the same day so many months later, the last of the month where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
