"""The plan file: what is written is read as it was, and every fault is told with its line."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plan.plans import plans_with_any

from milepost.plan.editing import CLASSES, is_required
from milepost.plan.file import (
    LONGEST,
    PlanError,
    read_lined_plan,
    read_plan,
    read_plan_text,
    write_plan,
)
from milepost.plan.outline import KINDS, Funnel, Stage, said_of

GOLDEN = Path(__file__).parent.parent / "golden" / "plan.yaml"
HEAD = "plan: P\nstarts: 2027-01-04\n"


@pytest.mark.parametrize("kind", CLASSES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_plan_is_read_as_it_was_written(kind, data):
    plan = data.draw(plans_with_any(kind))
    text = write_plan(plan)
    again = read_plan(text)
    assert again == plan
    assert write_plan(again) == text


def test_golden_plan_survives_writing():
    plan = read_plan(GOLDEN)
    text = write_plan(plan)
    assert read_plan(text) == plan
    assert write_plan(read_plan(text)) == text


# One fault each: the text after HEAD (whose lines are 1 and 2), the place told, the sentence.
FAULTS = {
    "unknown key of the plan": ("vison: x", "line 3", "did you mean 'vision'?"),
    "unknown key far from all": ("xyzzy: x", "line 3", "known are plan, vision"),
    "unknown key of the business": ("business: {unitt: x}", "line 3, business", "mean 'unit'?"),
    "unknown key of a goal": ("goals:\n- id: g\n  gaol: x", "line 5, goal g", "mean 'goal'?"),
    "unknown key of an objective": (
        "goals:\n- id: g\n  goal: x\n  objectives:\n  - id: o\n    mesure: leads",
        "line 8, objective o",
        "mean 'measure'?",
    ),
    "unknown key of a stage": ("funnel:\n- {stage: a, rat: 5%}", "line 4, stage", "mean 'rate'?"),
    "unknown key of a tactic": ("tactics: [{id: t, tactc: x}]", "line 3, tactic t", "'tactic'?"),
    "key in capitals": ("Vision: x", "line 3", "did you mean 'vision'?"),
    "double key": ("vision: a\nvision: b", "line 4", "'vision' stands here twice"),
    "double key of a part": ("tactics: [{id: t, id: u}]", "line 3, tactics", "stands here twice"),
    "funnel and funnels": ("funnel: []\nfunnels: []", "line 4", "put its stages into 'funnels'"),
    "empty funnel": ("funnel: []", "line 3, funnel", "no stages"),
    "stages with one name": ("funnel: [{stage: a}, {stage: a}]", "line 3, funnel", "'a' stands"),
    "funnels without ids": (
        "funnels: [{stages: [{stage: a}]}, {stages: [{stage: b}]}]",
        "line 3, funnel",
        "give each an 'id'",
    ),
    "double id": (
        "tactics: [{id: x, tactic: a}]\nmagnets:\n- {id: x, title: b}",
        "line 5, magnet x",
        "a tactic has the id 'x' too",
    ),
    "reference to nothing": (
        "audiences: [{id: buyers, who: x}]\nstrategies:\n- {id: s, strategy: x, audience: buyer}",
        "line 5, strategy s, audience",
        "did you mean 'buyers'?",
    ),
    "reference where nothing is": (
        "tactics: [{id: t, tactic: x, magnet: m}]",
        "line 3, tactic t, magnet",
        "the plan has no magnet yet",
    ),
    "reference to another kind": (
        "magnets: [{id: m, title: x}]\ntactics: [{id: t, tactic: x, serves: m}]",
        "line 4, tactic t, serves",
        "there is no strategy 'm'",
    ),
    "driver who is nobody": ("people: [{id: ann}]\ndriver: bob", "line 4, driver", "'bob'"),
    "list for a word": ("vision: [a, b]", "line 3, vision", "one value here"),
    "mapping for a word": ("vision: {a: b}", "line 3, vision", "one value here"),
    "word for parts": ("tactics: blog", "line 3, tactics", "write this as a list"),
    "mapping for parts": ("tactics: {id: t}", "line 3, tactics", "write this as a list"),
    "list of words for parts": ("tactics: [blog]", "line 3, tactics", "'key: value' pairs"),
    "nested list for words": ("guardrails: [[a]]", "line 3, guardrails", "one value here"),
    "nothing in a list": ("guardrails: [a, ~]", "line 3, guardrails", "it is empty"),
    "list as a key": ("? [a]\n: b", "line 3", "a key is one word"),
    "missing word": ("goals: [{id: g}]", "line 3, goal g", "'goal' is missing"),
    "missing id": ("tactics: [{tactic: x}]", "line 3, tactic", "'id' is missing"),
    "bad id": ("tactics: [{id: a b, tactic: x}]", "line 3, tactic a b, id", "letters, digits"),
    "bad day": ("ends: 2027-02-30", "line 3, ends", "no day of the calendar"),
    "day in words": ("ends: next year", "line 3, ends", "write a day as 2027-03-01"),
    "end before start": ("ends: 2027-01-03", "line 3, ends", "the plan ends before it starts"),
    "tactic that ends first": (
        "tactics:\n- id: t\n  tactic: x\n  starts: 2027-02-01\n  ends: 2027-01-31",
        "line 7, tactic t, ends",
        "put the end after the start",
    ),
    "strategy after the end": (
        "strategies: [{id: s, strategy: x, starts: 2029-02-01}]",
        "line 3, strategy s, starts",
        "ends on 2028-01-03",
    ),
    "allowed without reason": ("allow: {O003: }", "line 3, allow", "write why 'O003' is allowed"),
    "allowed as a list": ("allow: [O003]", "line 3, allow", "'key: value' pairs"),
    "function twice": ("business: {functions: [a, a]}", "line 3, business, functions", "twice"),
    "anchor": ("vision: &a x\nmission: *a", "line 4", "instead of an anchor"),
    "tab": ("business:\n\tunit: x", "line 4", "not YAML"),
    "two documents": ("---\nplan: Q", "line 3", "not YAML"),
    "open bracket": ("guardrails: [a", "line 4", "not YAML"),
    "too deep": ("vision: " + "[" * 100_000, "line 3", "too deep"),
    "half a character": ("vision: \ud800", "line 3", "half a character"),
    "control character": ("vision: a\x07", "line 3", "not text"),
    "escaped control character": ('vision: "a\\0"', "line 3, vision", "U+0000"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "where", "says"), FAULTS.values(), ids=FAULTS)
def test_fault_is_told_with_line_and_what_to_do(body, where, says):
    with pytest.raises(PlanError) as told:
        read_plan(f"{HEAD}{body}\n")
    assert told.value.where == where
    assert says in told.value.says
    assert told.value.says.endswith((".", "?"))
    assert len(told.value.says) < 400


OBJECTIVE = f"{HEAD}goals: [{{{{id: g, goal: x, objectives: [{{{{id: o, "
TACTIC = f"{HEAD}tactics: [{{{{id: t, tactic: x, "
# A value that each written field refuses; `{}` stands where the value goes.
WRONG = {
    "plan, starts": ("plan: P\nstarts: {}", "soon"),
    "timezone": (f"{HEAD}timezone: {{}}", "Redding"),
    "currency": (f"{HEAD}currency: {{}}", "dollars"),
    "capacity": (f"{HEAD}capacity: {{}}", "169 h per week"),
    "corporate": (f"{HEAD}business: {{{{corporate: {{}}}}}}", "grow"),
    "hours": (f"{HEAD}people: [{{{{id: p, hours: {{}}}}}}]", "all day"),
    "rate": (f"{HEAD}funnel: [{{{{stage: a, rate: {{}}}}}}]", "101%"),
    "rate from high to low": (f"{HEAD}funnel: [{{{{stage: a, rate: {{}}}}}}]", "60-40%"),
    "after": (f"{HEAD}funnel: [{{{{stage: a, after: {{}}}}}}]", "14 months"),
    "stage": (f"{HEAD}funnel: [{{{{stage: {{}}}}}}]", "a" * 51),
    "level": (f"{HEAD}measures: [{{{{id: m, name: M, level: {{}}}}}}]", "outcomes"),
    "cadence": (f"{TACTIC}cadence: {{}}}}}}]", "often"),
    "minutes": (f"{TACTIC}minutes: {{}}}}}}]", "-1"),
    "selling": (f"{TACTIC}selling: {{}}}}}}]", "maybe"),
    "budget": (f"{TACTIC}budget: {{}}}}}}]", "$20"),
    "answers_within": (f"{TACTIC}answers_within: {{}}}}}}]", "4 weeks"),
    "expects": (f"{HEAD}strategies: [{{{{id: s, strategy: x, expects: {{}}}}}}]", "13"),
    "stance": (f"{HEAD}strategies: [{{{{id: s, strategy: x, stance: {{}}}}}}]", "active"),
    "target": (f"{OBJECTIVE}target: {{}}}}}}]}}}}]", "+20"),
    "baseline": (f"{OBJECTIVE}baseline: {{}}}}}}]}}}}]", "few"),
    "per": (f"{OBJECTIVE}per: {{}}}}}}]}}}}]", "hour"),
    "function": (f"{HEAD}goals: [{{{{id: g, goal: x, function: {{}}}}}}]", "sale"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), WRONG.values(), ids=WRONG)
def test_value_of_the_wrong_kind_is_told_at_its_field(text, value):
    with pytest.raises(PlanError) as told:
        read_plan(text.format(value) + "\n")
    number, _, part = (told.value.where or "").partition(", ")
    assert number == f"line {text.count(chr(10), 0, text.index('{}')) + 1}"
    assert part
    assert told.value.says


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "just words", "- a\n- b\n"])
def test_text_that_is_no_plan_says_how_a_plan_starts(text):
    with pytest.raises(PlanError, match="a plan starts with 'plan: its name'"):
        read_plan(text)


def test_missing_name_and_start_are_told():
    with pytest.raises(PlanError, match="'plan' is missing: the name of the plan"):
        read_plan("starts: 2027-01-04\n")
    with pytest.raises(PlanError, match="'starts' is missing: its first day"):
        read_plan("plan: P\n")


@pytest.mark.parametrize("kind", sorted({"plan", *KINDS} - {"funnel"}))
def test_every_field_a_part_must_have_is_asked_for(kind):
    known = said_of(CLASSES[kind])
    needed = [name for name in known if name != "ends" and is_required(kind, name)]
    texts = {"starts": "2027-01-04", "day": "2027-02-01", "level": "output"}
    for missing in needed:
        written = {name: texts.get(name, "x") for name in needed if name != missing}
        goal = {"id": "g", "goal": "g", "objectives": [written]}
        body = {"plan": written, "objective": {"goals": [goal]}}.get(kind)
        body = body or {KINDS[kind]: [written]}
        head = {} if kind == "plan" else {"plan": "P", "starts": "2027-01-04"}
        with pytest.raises(PlanError, match=f"'{missing}' is missing: "):
            read_plan(yaml.safe_dump({**head, **body}))


def test_plan_without_end_lasts_a_year():
    ends = {
        start: read_plan(f"plan: P\nstarts: {start}\n").ends.isoformat()
        for start in ("2027-01-04", "2028-02-29", "2200-06-01")
    }
    assert ends == {
        "2027-01-04": "2028-01-03",
        "2028-02-29": "2029-02-28",
        "2200-06-01": "2200-12-31",
    }


def test_functions_are_a_list_or_a_mapping():
    assert read_plan(f"{HEAD}business: {{functions: [sales, brand]}}\n").business.functions == (
        ("sales", ""),
        ("brand", ""),
    )
    mixed = read_plan(f"{HEAD}business: {{functions: {{sales: offers, brand: }}}}\n")
    assert mixed.business.functions == (("sales", "offers"), ("brand", ""))
    assert read_plan(write_plan(mixed)) == mixed


def test_one_word_will_do_where_a_list_is_due():
    plan = read_plan(f"{HEAD}guardrails: organic only\n")
    assert plan.guardrails == ("organic only",)


def test_comments_and_keys_left_empty_are_passed_over():
    assert read_plan(f"# why\n{HEAD}vision: # later\nmission: ~\nfunnel:\n") == read_plan(HEAD)


def test_only_funnel_needs_no_name():
    plan = read_plan(f"{HEAD}funnel: [{{stage: lead}}]\n")
    assert plan.funnels == (Funnel(stages=(Stage(stage="lead"),)),)
    assert "funnel:\n" in write_plan(plan)


def test_lines_of_parts_and_fields_are_known():
    lined = read_lined_plan(f"{HEAD}tactics:\n- id: plan\n  tactic: x\n- tactic: y\n  id: b\n")
    assert [lined.line_of("", "starts"), lined.line_of("plan"), lined.line_of("b", "id")] == [
        2,
        4,
        7,
    ]
    assert lined.line_of("b", "cadence") == 6
    assert lined.line_of("nobody") is None


def test_name_of_a_file_is_a_path_and_other_words_are_text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("plan: P").write_text("plan: In the file\nstarts: 2027-01-04\n", encoding="utf-8")
    assert read_plan("plan: P").plan == "In the file"
    with pytest.raises(PlanError, match="'starts' is missing"):
        read_plan_text("plan: P")
    with pytest.raises(PlanError, match="no file has this name"):
        read_plan("plan-2028.yaml")


def test_long_path_is_a_path(tmp_path):
    folder = tmp_path.joinpath(*["d" * 200] * 6)
    folder.mkdir(parents=True)
    path = folder / "plan.yaml"
    path.write_text(HEAD, encoding="utf-8")
    assert len(str(path)) > 1000
    assert read_plan(str(path)) == read_plan(path) == read_plan(HEAD)


def test_file_with_a_byte_order_mark_and_windows_lines_is_read(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode())
    assert read_plan(path) == read_plan(HEAD)


def test_files_that_are_no_plans_are_told_by_name(tmp_path):
    told = {}
    (tmp_path / "binary.yaml").write_bytes(bytes(range(256)))
    (tmp_path / "big.yaml").write_bytes(b"#" * (LONGEST + 1_000_000))
    (tmp_path / "empty.yaml").touch()
    for name in ("binary.yaml", "big.yaml", "empty.yaml", "missing.yaml", "."):
        with pytest.raises(PlanError) as error:
            read_plan(tmp_path / name)
        told[name] = str(error.value)
    assert told["binary.yaml"] == "binary.yaml: it is not UTF-8 text; save it as UTF-8."
    assert told["big.yaml"] == "big.yaml: it is larger than 2 MB; is it the right file?"
    assert told["empty.yaml"].startswith("empty.yaml, line 1: a plan starts with")
    assert told["missing.yaml"].endswith("missing.yaml: there is no such file; check the name.")
    assert told["."].endswith("it is a folder; name the plan file in it.")


def test_text_that_is_too_long_is_refused():
    with pytest.raises(PlanError, match="longer than 2,000,000 characters"):
        read_plan("#\n" * LONGEST)


def read_or_refuse(source) -> None:
    try:
        plan = read_plan(source)
    except PlanError as told:
        assert told.says
        return
    assert read_plan(write_plan(plan)) == plan


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_a_plan_or_told_why_not(text):
    read_or_refuse(text)
    read_or_refuse(f"{HEAD}{text}\n")


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_file_is_a_plan_or_told_why_not(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content)
    read_or_refuse(path)


words = st.sampled_from(
    ("id", "plan", "starts", "goals", "tactics", "funnel", "funnels", "stages", "stage", "business",
     "functions", "allow", "serves", "vision", "people", "measure", "2027-01-04", "no", "~", "")
) | st.text(max_size=5)  # fmt: skip
scalars = words | st.none() | st.booleans() | st.integers() | st.floats() | st.dates()
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.dictionaries(words, trees, max_size=5))
def test_any_yaml_is_a_plan_or_told_why_not(tree):
    read_or_refuse(
        yaml.safe_dump({"plan": "P", "starts": "2027-01-04", **tree}, allow_unicode=True)
    )


@settings(deadline=None)
@given(st.data())
def test_plan_with_a_line_spoilt_is_read_or_told_why_not(data):
    lines = write_plan(read_plan(GOLDEN)).splitlines()
    spoilt = data.draw(st.integers(0, len(lines) - 1))
    lines[spoilt] = data.draw(
        st.text(max_size=20) | st.just(lines[0]) | st.just(f" {lines[spoilt]}")
    )
    read_or_refuse("\n".join(lines) + "\n")
