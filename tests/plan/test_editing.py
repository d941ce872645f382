"""Parts go through the texts of a form unchanged, and every reference follows a new id."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plan.plans import IDS, plans_with_any

from milepost.plan.editing import (
    CLASSES,
    FieldsError,
    MergeError,
    edited,
    free_id,
    merged,
    read_texts,
    retired,
    texts_of,
    with_new_part,
    with_part,
)
from milepost.plan.file import read_plan, read_plan_text, write_plan
from milepost.plan.outline import Magnet, Objective, Plan

GOLDEN = read_plan(Path(__file__).parent.parent / "golden" / "plan.yaml")
ALL = [("plan", GOLDEN), ("business", GOLDEN.business), *GOLDEN.walk()]
LINKED = read_plan_text("""
plan: Linked
starts: 2027-01-04
people: [{id: ann}]
driver: ann
measures: [{id: calls, name: calls, level: outcome}]
funnel: [{stage: call, measure: calls}]
locations: [{id: shop}]
audiences: [{id: buyers, who: buyers}]
goals: [{id: g, goal: g, objectives: [{id: more, measure: calls}]}]
milestones: [{id: open, says: open, day: 2027-02-01, serves: more}]
strategies: [{id: teach, strategy: t, serves: more, audience: buyers, signal: calls, after: open}]
tactics:
  - {id: blog, tactic: b, serves: teach, owner: ann, magnet: gift, location: shop, measure: calls}
magnets: [{id: gift, title: gift}]
""")


def through_form(kind, part):
    return edited(part, kind, read_texts(kind, texts_of(kind, part)))


@pytest.mark.parametrize(("kind", "part"), ALL, ids=[getattr(p, "id", k) for k, p in ALL])
def test_part_goes_through_the_form_unchanged(kind, part):
    assert through_form(kind, part) == part


@pytest.mark.parametrize("kind", [kind for kind in CLASSES if kind != "funnel"])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_part_goes_through_the_form_unchanged(kind, data):
    plan = data.draw(plans_with_any(kind))
    part = {"plan": plan, "business": plan.business}.get(kind) or plan.find(IDS[kind][0])
    assert through_form(kind, part) == part


def test_paragraphs_of_a_text_stay_apart():
    texts = {"title": "Gift", "id": "gift", "gives": "One\r\n\r\n  two"}
    assert read_texts("magnet", texts)["gives"] == "One\n\n  two"


def test_every_wrong_field_gets_its_sentence():
    with pytest.raises(FieldsError) as told:
        read_texts("tactic", {"id": "a b", "cadence": "often", "minutes": "x"})
    assert sorted(told.value.says_by_field) == ["cadence", "id", "minutes", "tactic"]
    assert told.value.says_by_field["tactic"] == "Write what is done."


def test_field_left_empty_is_forgotten():
    measure = LINKED.measures[0]
    values = read_texts("measure", {"id": "calls", "name": "calls", "level": "impact"})
    cleared = edited(replace(measure, unit="call", better="down"), "measure", values)
    assert (cleared.unit, cleared.better, cleared.level) == (None, "up", "impact")


@pytest.mark.parametrize(("kind", "part"), [*LINKED.walk()], ids=[p.id for _, p in LINKED.walk()])
def test_new_id_is_followed_in_every_reference(kind, part):
    plan = with_part(LINKED, kind, part.id, replace(part, id="renamed"))
    words = [word for line in write_plan(plan).splitlines() for word in line.split()]
    old = write_plan(LINKED)
    assert plan.find("renamed") is not None
    assert plan.find(part.id) is None
    assert words.count("renamed") + write_plan(plan).count("[renamed]") == (
        old.count(f": {part.id}\n") + old.count(f"[{part.id}]")
    ) - (part.id in {"buyers", "gift", "open", "g", "calls"})
    assert read_plan_text(write_plan(plan)) == plan


def test_retired_part_is_taken_up_again():
    day = date(2027, 5, 1)
    gone = retired(GOLDEN, "objective", "leads-20", day)
    assert not gone.find("leads-20").is_live(day)
    assert gone.find("leads-20").is_live(date(2027, 4, 30))
    assert retired(gone, "objective", "leads-20", None) == GOLDEN


BLOG = GOLDEN.find("blog")


def test_changes_of_two_people_to_different_fields_are_both_kept():
    mine, newest = (
        replace(BLOG, kind="poll", topic="Costs"),
        replace(BLOG, minutes=12, topic="Costs"),
    )
    both = merged(BLOG, mine, newest)
    assert both == replace(BLOG, kind="poll", minutes=12, topic="Costs")


def test_changes_are_laid_over_a_part_that_nobody_touched():
    mine = replace(BLOG, minutes=12, magnet=None)
    assert merged(BLOG, mine, BLOG) == mine
    assert merged(BLOG, BLOG, mine) == mine


@pytest.mark.parametrize(
    ("mine", "theirs", "says"),
    [
        (15, 12, "Someone set this to 12 meanwhile; you wrote 15."),
        (None, 12, "Someone set this to 12 meanwhile; you emptied it."),
        (15, None, "Someone emptied this meanwhile; you wrote 15."),
    ],
)
def test_field_that_two_people_changed_is_told_with_both_values(mine, theirs, says):
    newest = replace(BLOG, minutes=theirs, topic="Costs")
    with pytest.raises(MergeError) as told:
        merged(BLOG, replace(BLOG, minutes=mine, kind="poll"), newest)
    assert told.value.says_by_field.keys() == {"minutes"}
    assert told.value.says_by_field["minutes"].startswith(says)
    assert told.value.laid == replace(BLOG, minutes=mine, kind="poll", topic="Costs")


def test_parts_of_the_plan_are_those_of_the_newest():
    newest = with_new_part(GOLDEN, "magnet", Magnet(id="map", title="A map"))
    both = merged(GOLDEN, replace(GOLDEN, vision="Mine"), newest)
    assert (both.vision, both.magnets) == ("Mine", newest.magnets)


def test_new_part_stands_at_the_end_of_its_list():
    plan = with_new_part(GOLDEN, "magnet", Magnet(id="map", title="A map"))
    assert [each.id for each in plan.magnets] == ["checklist", "map"]
    plan = with_new_part(GOLDEN, "objective", Objective(id="fans"), goal="sales-goal")
    assert plan.goals[0].objectives[-1].id == "fans"


def test_free_id_is_like_the_one_wanted():
    assert [free_id(GOLDEN, each) for each in ("map", "blog")] == ["map", "blog-2"]
    taken = with_new_part(GOLDEN, "magnet", Magnet(id="blog-2", title="x"))
    assert free_id(taken, "blog") == "blog-3"


def test_plan_without_parts_is_edited_too():
    plan = Plan(plan="P", starts=date(2027, 1, 1), ends=date(2027, 12, 31))
    assert edited(plan, "plan", read_texts("plan", texts_of("plan", plan))) == plan
