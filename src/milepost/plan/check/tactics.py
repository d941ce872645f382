"""Rules about tactics: what do they serve?"""

from collections.abc import Iterator

from milepost.base.text import joined
from milepost.plan.check.rule import Finding, rule
from milepost.plan.outline import Plan


@rule("T001", "tactic-serves-nothing", severity="error")
def tactic_serves_nothing(plan: Plan) -> Iterator[Finding]:
    """A tactic serves no strategy that still counts.

    Why: work that serves nothing is a distraction: it takes hours, and nothing can come of it.
    Instead of: Post a joke every Friday.
    Write: Answer a buyer's question every Friday, serves: teach.
    """
    live = [strategy.id for strategy in plan.strategies if strategy.is_live(plan.ends)]
    for tactic in plan.tactics:
        if tactic.is_live(plan.ends) and not set(tactic.serves) & set(live):
            yield Finding(
                f"tactic:{tactic.id}",
                "It serves no strategy of this plan: a distraction, however well it is done.",
                f"Add serves: with {joined(live, 'or')}, or retire it." if live else "",
            )
