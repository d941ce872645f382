"""Says whether a plan has strategy, tactics, both or neither."""

from collections.abc import Iterable

from milepost.plan.outline import Plan
from milepost.plan.reader import Statement

BOTH = "both"
ONLY_TACTICS = "tactics without strategy"
ONLY_STRATEGY = "strategy without tactics"
NEITHER = "neither"
_FEWEST_TACTICS = 3
_CLEAR = 0.5


def quadrant_of_plan(plan: Plan) -> str:
    """Return the quadrant of a plan from the parts that count to its end."""
    tactics = sum(tactic.is_live(plan.ends) for tactic in plan.tactics)
    return _quadrant(sum(each.is_live(plan.ends) for each in plan.strategies), tactics)


def quadrant_of_text(statements: Iterable[Statement]) -> str:
    """Return the quadrant of a text from its clear statements."""
    read = list(statements)
    tactics = sum(is_clear(statement, "tactic") for statement in read)
    return _quadrant(sum(is_clear(statement, "strategy") for statement in read), tactics)


def is_clear(statement: Statement, kind: str) -> bool:
    """Tell whether a statement is likelier of that kind than of all others together."""
    return statement.kind == kind and statement.chance >= _CLEAR


def _quadrant(strategies: int, tactics: int) -> str:
    if tactics >= _FEWEST_TACTICS:
        return BOTH if strategies else ONLY_TACTICS
    return ONLY_STRATEGY if strategies else NEITHER
