"""Rules about objectives: can they be missed, and by when?"""

from collections.abc import Iterator

from milepost.plan.check.rule import Finding, rule
from milepost.plan.outline import Plan


@rule("O003", "objective-without-day", severity="error")
def objective_without_day(plan: Plan) -> Iterator[Finding]:
    """An objective names no day by which it is to be reached.

    Why: without a day there is no pace, so the review can never say "behind".
    Instead of: More followers.
    Write: 1,200 followers by 31 March.
    """
    for objective in plan.objectives:
        if objective.is_live(plan.ends) and objective.by is None:
            yield Finding(
                f"objective:{objective.id}",
                "It names no day by which it is to be reached, so nobody can be early or late.",
                f"Add the day as in by: {plan.ends}",
            )
