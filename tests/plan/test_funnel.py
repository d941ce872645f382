"""From a target back to what each step before it needs."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from milepost.plan.file import read_plan
from milepost.plan.funnel import needed_for
from milepost.plan.outline import Funnel, Plan, Stage
from milepost.plan.values import FIRST_DAY, LAST_DAY, Spread

RANGES = """
plan: Ranges
starts: 2027-01-04
funnels:
  - {id: sale, stages: [{stage: visit}, {stage: lead, rate: 1-2%}, {stage: sale, rate: 50%}]}
  - {id: hire, stages: [{stage: applicant}, {stage: talk}, {stage: hire, rate: 10%}]}
"""


def test_range_of_a_rate_becomes_a_range_of_need():
    leads, visits = needed_for(read_plan(RANGES), "sales", Decimal(5))
    assert (leads.measure, leads.count) == ("leads", Spread(Decimal(10), Decimal(10)))
    assert (visits.measure, visits.count) == ("visits", Spread(Decimal(500), Decimal(1000)))


def test_arithmetic_stops_where_a_rate_is_not_known():
    needs = needed_for(read_plan(RANGES), "hires", Decimal(2))
    assert [need.measure for need in needs] == ["talks"]


def test_measure_outside_every_funnel_needs_nothing():
    assert needed_for(read_plan(RANGES), "followers", Decimal(2)) == ()


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 100), min_size=1, max_size=5),
    st.integers(1, 10_000),
)
def test_what_is_needed_times_the_rates_is_the_target(rates, target):
    stages = [Stage(stage="s0")] + [
        Stage(stage=f"s{n}", rate=Spread(Decimal(rate), Decimal(rate)))
        for n, rate in enumerate(rates, 1)
    ]
    funnel = Funnel(stages=tuple(stages))
    plan = Plan(plan="p", starts=FIRST_DAY, ends=LAST_DAY, funnels=(funnel,))
    first = needed_for(plan, f"s{len(rates)}s", Decimal(target))[-1].count.low
    for rate in rates:
        first = first * rate / 100
    assert abs(first - target) < Decimal("0.000001") * target
