"""Every difference between two plans is told, and nothing is told where there is none."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plan.plans import plans_with_any

from milepost.plan.changes import changes
from milepost.plan.editing import CLASSES
from milepost.plan.file import read_plan, read_plan_text, write_plan

GOLDEN = read_plan(Path(__file__).parent.parent / "golden" / "plan.yaml")
TEXT = write_plan(GOLDEN)
BLOG = "“Article on a question of buyers”"
TOLD = {
    "a day": (
        "by: 2027-06-30",
        "by: 2027-09-01",
        "day of “20 leads a month” from 30 June 2027 to 1 September 2027",
    ),
    "a target": (
        "        target: 20\n",
        "        target: 25\n",
        "target of “20 leads a month” from 20 to 25",
    ),
    "how often": ("cadence: 2 per day", "cadence: daily", "how often of “Read and answer” from 2"),
    "what a strategy serves": (
        "[leads-20, leads-year, escrows-5]",
        "[leads-20]",
        "what “Win trust by teaching instead of selling” serves from leads-20, ",
    ),
    "a text": (
        "vision: The first",
        "vision: The very first",
        "vision of the plan from The first call",
    ),
    "left out": ("why: Most of our leads come by chance\n", "", "chance, is left out"),
    "a field": ("minutes: 90", "minutes: 75", f"minutes of work each time of {BLOG} from 90 to 75"),
    "a new field": (
        "    minutes: 90",
        "    minutes: 90\n    topic: Costs",
        f"topic of {BLOG}: Costs",
    ),
    "a list": (
        "[organic only]",
        "[organic only, no ads]",
        "guardrails of the plan from organic only",
    ),
    "a new part": (
        "magnets:\n",
        "magnets:\n  - {id: map, title: A map}\n",
        "magnet “A map” is new",
    ),
    "a part gone": (
        "    magnet: checklist\n",
        "",
        f"magnet of {BLOG}, was checklist, is left out",
    ),
    "a stage's rate": ("rate: 45%", "rate: 40-50%", "numbers of “offer” from 45%, 14-60 d to"),
    "a new stage": (
        "  - stage: lead\n",
        "  - stage: visit\n  - stage: lead\n",
        "stage “visit” is new",
    ),
    "a stage gone": (
        "  - stage: offer\n    rate: 45%\n    after: 14-60 d\n",
        "",
        "stage “offer” is left out: 45%, 14-60 d",
    ),
    "a function": (
        "    marketing: a name for teaching\n",
        "",
        "function “marketing” is left out: a name for",
    ),
    "what a function wants": (
        "sales: twice",
        "sales: thrice",
        "what “sales” wants from",
    ),
    "the business": ("corporate: growth", "corporate: stability", "corporate of the business from"),
    "a finding allowed": (
        "magnets:",
        "allow: {O003: soon}\nmagnets:",
        "allowed finding “O003” is new: soon",
    ),
    "order of people": (
        "  - id: broker\n    role: strategist\n    hours: 8 per week\n"
        "  - id: assistant\n    role: manager\n    hours: 4 per week\n",
        "  - id: assistant\n    role: manager\n    hours: 4 per week\n"
        "  - id: broker\n    role: strategist\n    hours: 8 per week\n",
        "order of the people from broker, assistant to assistant, broker",
    ),
}


@pytest.mark.parametrize(("old", "new", "says"), TOLD.values(), ids=TOLD)
def test_change_is_told_in_a_sentence(old, new, says):
    assert old in TEXT
    found = changes(GOLDEN, read_plan_text(TEXT.replace(old, new, 1)))
    assert says in "\n".join(each.says for each in found)


def test_business_that_comes_and_goes_is_told():
    without = read_plan_text(TEXT.replace(TEXT[TEXT.index("business:") : TEXT.index("guard")], ""))
    assert changes(GOLDEN, without)[0].says == "the business is left out"
    assert changes(without, GOLDEN)[0].says == "the business is new"


def test_objective_that_moves_to_another_goal_is_told():
    goals = "goals: [{{id: a, goal: a, objectives: [{}]}}, {{id: b, goal: b, objectives: [{}]}}]"
    head = "plan: P\nstarts: 2027-01-04\n"
    before = read_plan_text(head + goals.format("{id: o}", ""))
    after = read_plan_text(head + goals.format("", "{id: o}"))
    assert [each.says for each in changes(before, after)] == ["goal of “o” from a to b"]


def test_long_text_is_shortened():
    longer = read_plan_text(TEXT.replace("vision: The", f"vision: {'very ' * 99}The"))
    assert len(changes(GOLDEN, longer)[0].says) < 300


@pytest.mark.parametrize("kind", CLASSES)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_changes_are_told_exactly_where_the_files_differ(kind, data):
    before, after = data.draw(plans_with_any(kind)), data.draw(plans_with_any(kind))
    found = changes(before, after)
    assert bool(found) == (write_plan(before) != write_plan(after))
    assert all(each.says for each in found)
    assert changes(before, before) == []


DONE = {
    "a target": ("target: 20\n", "target: 25\n", "objective:leads-20",
                 "changed the target of “20 leads a month”", ("20", "25")),
    "what is served": ("[leads-20, leads-year, escrows-5]", "[leads-20]", "strategy:teach",
                       "changed what “Win trust by teaching instead of selling” serves",
                       ("leads-20\nleads-year\nescrows-5", "leads-20")),
    "retired": ("    minutes: 90", "    minutes: 90\n    retired: 2027-02-01", "tactic:blog",
                f"retired tactic {BLOG}", ("", "1 February 2027")),
    "a new part": ("magnets:\n", "magnets:\n  - {id: map, title: A map}\n", "magnet:map",
                   "added magnet “A map”", ("", "")),
    "a stage gone": ("  - stage: offer\n    rate: 45%\n    after: 14-60 d\n", "", "funnel",
                     "took out stage “offer”", ("45%, 14-60 d", "")),
    "the plan": ("vision: The first", "vision: A first", "plan", "changed the vision of the plan",
                 None),
    "a function": ("sales: twice", "sales: thrice", "business", "changed what “sales” wants", None),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "part", "did", "values"), DONE.values(), ids=DONE)
def test_change_is_told_as_someone_made_it(old, new, part, did, values):
    (change,) = changes(GOLDEN, read_plan_text(TEXT.replace(old, new, 1)))
    assert (change.part, change.did) == (part, did)
    assert values is None or change.values == values


def test_part_that_is_taken_up_again_is_told_so():
    retired = TEXT.replace("    minutes: 90", "    minutes: 90\n    retired: 2027-02-01", 1)
    (change,) = changes(read_plan_text(retired), GOLDEN)
    assert change.did == f"took up again tactic {BLOG}"
