"""Times and days: instants in UTC, days in a zone, and local times over the change of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones


def is_zone(name: str) -> bool:
    """Tell whether `name` is a time zone such as Europe/Berlin."""
    return name in _zones()


def _zones() -> set[str]:
    if not _ZONES:
        _ZONES.update(available_timezones())
    return _ZONES


_ZONES: set[str] = set()


def instant(day: date, at: time, zone: str) -> datetime:
    """Return the UTC instant of a local time.

    A local time that the change of clocks skips moves forward by the gap; one that exists twice
    is the first of the two (PEP 495, fold=0).
    """
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def day_in(zone: str, moment: datetime) -> date:
    """Return the day that `moment` falls on in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """Return the first instant of a local day and the first instant of the next."""
    return instant(day, time.min, zone), instant(day + timedelta(days=1), time.min, zone)


def day_words(day: date) -> str:
    """Write a day as people do: 4 January 2027."""
    return f"{day.day} {day:%B %Y}"


def moment_words(zone: str, moment: datetime | None) -> str:
    """Write a moment as people in a zone do: 4 January 2027, 09:00; "" for none."""
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{day_words(local.date())}, {local:%H:%M}"
