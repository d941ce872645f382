"""Rules about strategies: do they say where and why, and leave the how to tactics?"""

import re
from collections.abc import Iterator

from milepost.plan.check.rule import Finding, rule
from milepost.plan.outline import Plan
from milepost.plan.reader.vocabulary import CADENCE, NETWORK, TOOL

_HOW = re.compile(rf"{NETWORK}|{TOOL}|{CADENCE}", re.IGNORECASE)


@rule("S001", "strategy-names-a-tool")
def strategy_names_a_tool(plan: Plan) -> Iterator[Finding]:
    """A strategy names a network, a tool or a cadence.

    Why: that is a how, a tactic dressed as a strategy; when it fails, nothing says what was wrong.
    Instead of: Be on Facebook and post every day.
    Write: Win the trust of first-time buyers by teaching before they search.
    """
    for strategy in plan.strategies:
        how = _HOW.search(strategy.strategy)
        if how and strategy.is_live(plan.ends):
            yield Finding(
                f"strategy:{strategy.id}",
                f"It names {' '.join(how.group().split())!r}, which is a how; a strategy says why.",
                "Say whom you want to win, by what approach and why; give the how to a tactic.",
            )
