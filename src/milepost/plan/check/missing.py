"""Says what a plan does not say at all."""

import re
from collections.abc import Iterable

from milepost.plan.check.quadrant import is_clear
from milepost.plan.outline import Plan
from milepost.plan.reader import Statement
from milepost.plan.reader.vocabulary import CADENCE, DEADLINE, METRIC, SEGMENT

# Every gap with its sentence, in the order in which gaps are named.
GAPS = {
    "no_target": "No number to reach.",
    "no_deadline": "No day by which anything is to be reached.",
    "no_audience": "Nobody named who is to be reached.",
    "no_owner": "Nobody named who does the work.",
    "no_cadence": "Nothing says how often.",
    "no_measure": "Nothing says what will be watched.",
    "orphan_tactics": "Tactics that serve no strategy and no goal.",
    "no_business_goal": "No goal of the business behind it.",
}


def missing_in_plan(plan: Plan) -> tuple[str, ...]:
    """Return the gaps of a plan, from the parts that count to its end."""
    objectives = [each for each in plan.objectives if each.is_live(plan.ends)]
    strategies = [each for each in plan.strategies if each.is_live(plan.ends)]
    tactics = [each for each in plan.tactics if each.is_live(plan.ends)]
    known = {each.id for each in strategies}
    measures = [each.measure for each in objectives] + [each.measure for each in tactics]
    said = {
        "no_target": any(objective.target for objective in objectives),
        "no_deadline": any(objective.by for objective in objectives),
        "no_audience": any(audience.is_live(plan.ends) for audience in plan.audiences),
        "no_owner": plan.driver is not None or any(tactic.owner for tactic in tactics),
        "no_cadence": any(tactic.cadence for tactic in tactics),
        "no_measure": any(measures) or any(strategy.signal for strategy in strategies),
        "orphan_tactics": all(known.intersection(tactic.serves) for tactic in tactics),
        "no_business_goal": any(goal.is_live(plan.ends) for goal in plan.goals),
    }
    return tuple(gap for gap in GAPS if not said[gap])


_OWNER = re.compile(
    r"\b(?:owners?|responsible|in charge|assigned to|led by|run by|lead|who)\s*[:|]"
    r"|\b(?:is|are|be) (?:responsible|in charge)\b|\b(?:assigned to|led by|handled by|owned by)\b"
    r"|\b(?:manager|coordinator|director|officer|intern|assistant|editor)s?\s+(?:will|posts?"
    r"|writes?|answers?|runs?|does)\b",
    re.IGNORECASE,
)
_BUSINESS = re.compile(
    r"\b(?:sales|revenue|turnover|profit|customers?|clients?|leads?|bookings?|orders?|members?"
    r"|membership|donors?|donations?|fundrais\w+|volunteers?|applicants?|applications?|enquir\w+"
    r"|inquir\w+|registrations?|attend\w+|participants?|market share|purchases?)\b",
    re.IGNORECASE,
)
_AIMS = {"goal", "target"}
_WANTED = {"vision", "mission", "goal", "target", "strategy", "tactic"}


def missing_in_text(statements: Iterable[Statement]) -> tuple[str, ...]:
    """Return the gaps of a text, from its statements."""
    read = list(statements)
    kinds = {statement.kind for statement in read}
    aims = kinds & _AIMS or any(is_clear(statement, "strategy") for statement in read)
    said = {
        "no_target": "target" in kinds,
        "no_deadline": _any_says(read, _WANTED, DEADLINE),
        "no_audience": "audience" in kinds or _any_says(read, _WANTED, SEGMENT),
        "no_owner": any(_OWNER.search(f"{each.heading}: {each.text}") for each in read),
        "no_cadence": _any_says(read, {"tactic", "target"}, CADENCE),
        "no_measure": "measure" in kinds or _any_says(read, {"target"}, METRIC),
        "orphan_tactics": bool(aims) or "tactic" not in kinds,
        "no_business_goal": any(_BUSINESS.search(s.text) for s in read if s.kind in _AIMS),
    }
    return tuple(gap for gap in GAPS if not said[gap])


def _any_says(read: list[Statement], kinds: set[str], pattern: str) -> bool:
    says = re.compile(pattern, re.IGNORECASE)
    return any(says.search(statement.text) for statement in read if statement.kind in kinds)
