"""Every rule is tried on its pair of tiny plans; a rule has a code of its own and a page."""

from pathlib import Path

import pytest

from milepost.plan.check import RULES
from milepost.plan.check.rule import rule
from milepost.plan.file import read_plan

EXAMPLES = Path(__file__).parent / "examples"


@pytest.mark.parametrize("code", sorted(RULES))
def test_rule_finds_its_fault_in_the_bad_plan_only(code: str):
    bad = list(RULES[code].findings(read_plan(EXAMPLES / f"{code}.bad.yaml")))
    good = list(RULES[code].findings(read_plan(EXAMPLES / f"{code}.good.yaml")))
    assert bad
    assert {finding.code for finding in bad} == {code}
    assert all(finding.says and finding.write for finding in bad)
    assert good == []


def test_every_pair_of_plans_belongs_to_a_rule():
    assert {path.name.split(".")[0] for path in EXAMPLES.iterdir()} == set(RULES)


@pytest.mark.parametrize("code", sorted(RULES))
def test_rule_has_a_whole_page(code: str):
    each = RULES[code]
    assert all((each.says, each.why, each.instead_of, each.write))


def test_a_finding_without_wording_takes_the_example_of_its_rule():
    plan = read_plan(
        "plan: Bakery\nstarts: 2027-01-04\nends: 2027-12-31\n"
        "tactics: [{id: joke, tactic: A joke}]\n"
    )
    (finding,) = RULES["T001"].findings(plan)
    assert finding.write == RULES["T001"].write


def test_a_code_is_given_once():
    with pytest.raises(ValueError, match="O003 needs a code of its own"):
        rule("O003", "another-rule")(RULES["O003"].look)
    assert RULES["O003"].name == "objective-without-day"


def test_a_rule_without_a_page_is_refused():
    def look(plan):
        """Only a sentence."""

    with pytest.raises(ValueError, match="Z999 needs a docstring"):
        rule("Z999", "no-page")(look)
    assert "Z999" not in RULES
