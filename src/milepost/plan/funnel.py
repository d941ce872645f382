"""The funnel's arithmetic: from a target back to what each step before it needs."""

from dataclasses import dataclass
from decimal import Decimal

from milepost.plan.outline import Funnel, Plan
from milepost.plan.values import Spread


@dataclass(frozen=True, slots=True)
class Need:
    """How many of a measure a target needs; a range where a rate is one."""

    measure: str
    count: Spread


def funnel_of(plan: Plan, measure: str) -> Funnel | None:
    """Return the funnel in which `measure` counts a stage."""
    return next(
        (f for f in plan.funnels if any(stage.counted_as == measure for stage in f.stages)), None
    )


def needed_for(plan: Plan, measure: str, target: Decimal) -> tuple[Need, ...]:
    """Return what each stage before `measure` needs, nearest first, for `target` of it.

    Each step divides by its rate: the highest rate gives the low end, the lowest the high end. It
    stops at the first rate that is not known, or zero.
    """
    funnel = funnel_of(plan, measure)
    stages = list(funnel.stages) if funnel else []
    here = next((n for n, stage in enumerate(stages) if stage.counted_as == measure), 0)
    needs, low, high = [], target, target
    for stage, before in zip(
        stages[here:0:-1], stages[here - 1 :: -1] if here else [], strict=False
    ):
        if stage.rate is None or not stage.rate.low:
            break
        low, high = low * 100 / stage.rate.high, high * 100 / stage.rate.low
        needs.append(Need(before.counted_as, Spread(low, high)))
    return tuple(needs)
