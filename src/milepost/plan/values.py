"""The small values of a plan: days, ranges, rises, targets, amounts per period."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from milepost.base.text import shortened

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2200, 12, 31)


def read_day(text: str) -> date:
    """Read a day of a plan; raises ValueError with a sentence."""
    words, how = shortened(text.strip()), "write a day as 2027-03-01"
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text.strip())
    if match is None:
        raise ValueError(f"{words!r} is no day; {how}")
    try:
        day = date(*(int(part) for part in match.groups()))
    except ValueError:
        raise ValueError(f"{words!r} is no day of the calendar; {how}") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"{words!r} is out of reach; a plan's days lie between 1990 and 2200")
    return day


@dataclass(frozen=True, slots=True)
class Spread:
    """A number that is known as a range; low equals high where it is one number."""

    low: Decimal
    high: Decimal

    @property
    def middle(self) -> Decimal:
        """The middle of the range."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Rise:
    """How much a signal is believed to rise, per day, week or post."""

    spread: Spread
    per: str


@dataclass(frozen=True, slots=True)
class Target:
    """The number of an objective: an amount, a part of the baseline, or a day to decide it by."""

    amount: Decimal | None = None
    percent: Decimal | None = None  # of the baseline, signed: +20 is a fifth more
    decide_by: date | None = None

    def number(self, baseline: Decimal | None) -> Decimal | None:
        """Return the number to reach; None where it is not known yet."""
        if self.amount is not None:
            return self.amount
        if self.percent is None or baseline is None:
            return None
        return baseline * (100 + self.percent) / 100


@dataclass(frozen=True, slots=True)
class Budget:
    """Money per day, week, month or in total, in the plan's currency."""

    amount: Decimal
    per: str
