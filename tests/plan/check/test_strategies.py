"""A strategy that names a how is found; one that merely uses the same words is not."""

import pytest

from milepost.plan.check import RULES
from milepost.plan.file import read_plan


def found(strategy: str) -> bool:
    head = "plan: Bakery\nstarts: 2027-01-04\nends: 2027-12-31\n"
    plan = read_plan(f"{head}strategies: [{{id: s, strategy: '{strategy}'}}]\n")
    return bool(list(RULES["S001"].findings(plan)))


@pytest.mark.parametrize(
    "strategy",
    [
        "We should be on LinkedIn",
        "Go to X and Threads",
        "Three videos a week",
        "Use hashtags that neighbours know",
        "Tell the quarter every Monday what is fresh",
        "Build a podcast for gardeners",
    ],
)
def test_network_tool_or_cadence_is_a_how(strategy: str):
    assert found(strategy)


@pytest.mark.parametrize(
    "strategy",
    [
        "Win trust by teaching instead of selling",
        "Be the medium through which neighbours meet",
        "Answer what others leave out, because doubt keeps people from calling",
        "Pull the loose threads of the quarter together",
        "Stand out by patience, not by price",
    ],
)
def test_an_approach_is_no_how(strategy: str):
    assert not found(strategy)
