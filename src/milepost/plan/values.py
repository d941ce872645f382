"""The small values of a plan: ranges, rises, targets, amounts per period."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


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
    """The number of an objective: an amount, a percentage of the baseline, or a day to decide it by."""

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
