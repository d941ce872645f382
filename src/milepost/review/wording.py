"""Days, periods and amounts as the review says them."""

from datetime import date

from milepost.base.charts.figures import figure
from milepost.base.measures import KNOWN, Measure

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_STATISTICS = {"mean": "on average", "median": "in the middle"}


def day_words(day: date, *, near: date) -> str:
    """Write a day as 30 June, with its year where that is not the year of `near`."""
    words = f"{day.day} {_MONTHS[day.month - 1]}"
    return words if day.year == near.year else f"{words} {day.year}"


def amount_words(value: float, measure: Measure) -> str:
    """Write an amount: 8 leads, 1 lead, money earned 1,200, Time to answer 3.5 h in the middle."""
    is_plain_count = measure.code not in KNOWN or measure.name == measure.code.replace("_", " ")
    if measure.kind in {"flow", "stock"} and is_plain_count and measure.name.endswith("s"):
        one = measure.name.removesuffix("s")
        return f"{figure(value)} {one if value == 1 else measure.name}"
    unit = f" {measure.unit}" if measure.unit else ""
    how = f" {_STATISTICS[measure.statistic]}" if measure.statistic in _STATISTICS else ""
    return f"{measure.name} {figure(value)}{unit}{how}"
