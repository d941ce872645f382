"""Which readings a review is made of, so that nobody has to fetch all of them."""

from dataclasses import dataclass
from datetime import date

from milepost.plan.outline import Objective, Plan
from milepost.review.adherence import WORK
from milepost.review.series import BUSINESS, is_flow


@dataclass(frozen=True)
class Need:
    """Readings of one measure: of these parts, of every part (None).

    but_not_whole: none of them where there are readings of the whole business, for then no part
    makes up the whole.
    """

    measure: str
    of: frozenset[str] | None
    but_not_whole: bool = False


def needs_of_review(plan: Plan, as_of: date) -> list[Need]:
    """Return what a review as of a day needs."""
    found = [Need(measure, None) for measure in WORK]
    for code in _business_measures(plan, as_of):
        found += _whole(plan, code)
    for strategy in plan.strategies:
        if strategy.signal and plan.span_of(strategy)[0] <= as_of:
            below = _below(plan, strategy.id) if is_flow(plan, strategy.signal) else set()
            found.append(Need(strategy.signal, frozenset({strategy.id, *below})))
    return found


def needs_of_objective(plan: Plan, objective: Objective) -> list[Need]:
    """Return what the story of one objective needs."""
    return _whole(plan, objective.measure) if objective.measure else []


def _whole(plan: Plan, code: str) -> list[Need]:
    """Return what the number of the whole business is made of, as `series.made` makes it."""
    own = Need(code, frozenset({BUSINESS}))
    if not is_flow(plan, code):
        return [own]
    parts = frozenset(part.id for part in (*plan.strategies, *plan.tactics))
    return [own, Need(code, parts, but_not_whole=True)]


def _business_measures(plan: Plan, as_of: date) -> list[str]:
    """Return the measures of the whole business that a review as of a day counts."""
    served = {
        objective
        for strategy in plan.strategies
        if plan.span_of(strategy)[0] <= as_of
        for objective in strategy.serves
    }
    found = [
        objective.measure
        for goal in plan.goals
        for objective in goal.objectives
        if objective.measure
        and ((goal.is_live(as_of) and objective.is_live(as_of)) or objective.id in served)
    ]
    return list(dict.fromkeys(found))


def _below(plan: Plan, strategy: str) -> set[str]:
    return {tactic.id for tactic in plan.tactics if tactic.serves[:1] == (strategy,)}
