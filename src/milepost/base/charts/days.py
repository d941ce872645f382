"""Days on a picture: written as people write them, and marked on an axis."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Tick:
    """A day that the axis names."""

    day: date
    label: str


def written(day: date) -> str:
    """Return a day as 30 Jun."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def written_with_year(day: date) -> str:
    """Return a day as 30 Jun 2027."""
    return f"{written(day)} {day.year}"


def share_of(day: date, starts: date, ends: date) -> float:
    """Return how far `day` lies between the two, 0 at the start and 1 at the end or after."""
    whole = (ends - starts).days
    return min(1.0, max(0.0, (day - starts).days / whole)) if whole > 0 else float(day >= ends)


def ticks(starts: date, ends: date, *, most: int) -> tuple[Tick, ...]:
    """Return at most `most` days to name on an axis: weeks on a short one, months on a long one."""
    days = (ends - starts).days
    if days <= 7 * most and days < 75:
        step = 7 if days > 7 else max(1, -(-days // most))
        step *= max(1, -(-(days + 1) // (step * most)))
        return tuple(
            Tick(day, written(day))
            for day in (starts + timedelta(n) for n in range(0, max(days, 0) + 1, step))
        )
    firsts = tuple(_firsts_of_months(starts, ends))
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60, 120) if len(firsts) <= s * most), 600)
    return tuple(
        Tick(day, _month_label(day, step)) for day in firsts if _month_number(day) % step == 0
    )


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month_label(day: date, step: int) -> str:
    return str(day.year) if day.month == 1 or step >= 12 else _MONTHS[day.month - 1]


def _firsts_of_months(starts: date, ends: date) -> Iterator[date]:
    first = _month_number(starts) + (starts.day > 1)
    for months in range(first, _month_number(ends) + 1):
        yield date(months // 12, months % 12 + 1, 1)
