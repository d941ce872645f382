"""Values as cells of a CSV file, and cells as values; what was written comes back unharmed."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal

# A spreadsheet runs a cell that begins so as a formula.
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"
YES, NO = "yes", "no"


def guarded(text: str) -> str:
    """Return a text as a cell that no spreadsheet runs; one that begins with the guard gets it too.

    So a guard is taken off again without a doubt (see unguarded).
    """
    return GUARD + text if text.startswith((*FORMULA_STARTS, GUARD)) else text


def unguarded(cell: str) -> str:
    """Return the text of a cell."""
    return cell.removeprefix(GUARD)


def written(value: object) -> str:
    """Return a value as a cell; None is an empty one."""
    match value:
        case None:
            return ""
        case str():
            return guarded(value)
        case bool():
            return YES if value else NO
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case int() | float() | Decimal():
            return repr(value) if isinstance(value, float) else str(value)
    raise TypeError(f"{type(value).__name__} has no form in a cell")


def read_truth(cell: str) -> bool:
    """Return yes or no as a value."""
    if cell not in {YES, NO}:
        raise ValueError(f"{cell[:40]!r} is neither yes nor no")
    return cell == YES


def read_moment(cell: str) -> datetime:
    """Return a moment, in UTC."""
    try:
        moment = datetime.fromisoformat(cell)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"{cell[:40]!r} is no time such as 2027-01-04T08:00:00+00:00")


def read_day(cell: str) -> date:
    """Return a day."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"{cell[:40]!r} is no day such as 2027-01-04") from None


def read_whole(cell: str) -> int:
    """Return a whole number."""
    if not cell.removeprefix("-").isdecimal() or len(cell) > 20:
        raise ValueError(f"{cell[:40]!r} is no whole number")
    return int(cell)


def read_number(cell: str) -> float:
    """Return a number."""
    try:
        number = float(cell)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{cell[:40]!r} is no number")
    return number


def read_decimal(cell: str) -> Decimal:
    """Return a decimal number, to the digit."""
    try:
        number = Decimal(cell)
    except ArithmeticError:
        number = Decimal("nan")
    if not number.is_finite():
        raise ValueError(f"{cell[:40]!r} is no number")
    return number
