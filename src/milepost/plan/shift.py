"""Moves a plan in time by whole weeks, so that its weekdays stay what they are."""

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

from milepost.plan.outline import Plan


def shifted(plan: Plan, weeks: int) -> Plan:
    """Return the plan with every day in it moved by `weeks` weeks, back where that is negative."""
    moved: Plan = _moved(plan, timedelta(weeks=weeks))
    return moved


def shifted_to_begin(plan: Plan, *, weeks_ago: int, today: date) -> Plan:
    """Return the plan moved so that, today, it began that many weeks and at most 6 days ago."""
    latest = today - timedelta(weeks=weeks_ago)
    return shifted(plan, (latest - plan.starts).days // 7)


def _moved(value: Any, by: timedelta) -> Any:
    if isinstance(value, date):
        return value + by
    if isinstance(value, tuple):
        return tuple(_moved(each, by) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = {each.name: _moved(getattr(value, each.name), by) for each in fields(value)}
        return replace(value, **kept)
    return value
