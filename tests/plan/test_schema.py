"""The schema is one, takes the plans there are, and refuses the keys that the reader refuses."""

import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from milepost.plan.file import PlanError, read_plan, read_plan_text, write_plan
from milepost.plan.schema import plan_schema

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("**/*.yaml"))
PLANS = [
    ROOT / "tests/golden/plan.yaml",
    *(path for path in EXAMPLES if re.search(r"^plan:", path.read_text(encoding="utf-8"), re.M)),
]
SCHEMA = Draft202012Validator(plan_schema())
HEAD = "plan: P\nstarts: 2027-01-04\n"


class Words(yaml.SafeLoader):
    """Reads days as the texts they are written as, as JSON has them."""


Words.add_constructor("tag:yaml.org,2002:timestamp", yaml.SafeLoader.construct_yaml_str)


def is_valid(text: str) -> bool:
    return SCHEMA.is_valid(yaml.load(text, Loader=Words))


def test_schema_is_valid_itself():
    Draft202012Validator.check_schema(plan_schema())


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.name)
def test_plans_there_are_are_valid_as_written_and_canonically(path):
    text = path.read_text(encoding="utf-8")
    assert is_valid(text)
    assert is_valid(write_plan(read_plan(path)))


@pytest.mark.parametrize(
    "body",
    [
        "vison: x",
        "business: {unitt: growth}",
        "people: [{id: a, rol: manager}]",
        "measures: [{id: a, name: a, level: output, units: h}]",
        "funnel: [{stage: a, rat: 5%}]",
        "funnels: [{id: a, stages: [{stage: b}], name: c}]",
        "audiences: [{id: a, who: b, place: c}]",
        "goals: [{id: a, goal: b, objective: []}]",
        "goals: [{id: a, goal: b, objectives: [{id: c, mesure: d}]}]",
        "milestones: [{id: a, says: b, day: 2027-02-01, days: 3}]",
        "strategies: [{id: a, strategy: b, signals: c}]",
        "tactics: [{id: a, tactic: b, cadance: daily}]",
        "magnets: [{id: a, title: b, give: c}]",
        "locations: [{id: a, zone: UTC}]",
        "goals: [{id: a}]",
        "tactics: [{tactic: a}]",
        "allow: {O003: }",
        "allow: [O003]",
        "funnel: []",
        "funnel: [{stage: a}]\nfunnels: [{stages: [{stage: a}]}]",
        "business: {functions: [a, a]}",
        "business: {corporate: grow}",
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(body):
    with pytest.raises(PlanError):
        read_plan_text(f"{HEAD}{body}\n")
    assert not is_valid(f"{HEAD}{body}\n")


@pytest.mark.parametrize(
    "body",
    ["guardrails: organic only", "business: {functions: {sales: , brand: b}}", "capacity: 10",
     "goals: [{id: a, goal: b, objectives: [{id: c, baseline: unknown, target: +20%}]}]"],
)  # fmt: skip
def test_what_the_reader_takes_in_two_forms_the_schema_takes(body):
    read_plan_text(f"{HEAD}{body}\n")
    assert is_valid(f"{HEAD}{body}\n")
