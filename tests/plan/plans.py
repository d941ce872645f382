"""Plans of every kind: all parts, odd texts, every form of every value."""

from dataclasses import MISSING, fields, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from milepost.plan import outline
from milepost.plan import writing as w
from milepost.plan.cadence import EXAMPLES, read_cadence
from milepost.plan.editing import CLASSES, with_part
from milepost.plan.file import read_plan
from milepost.plan.outline import KINDS, Plan, Said, said_of
from milepost.plan.values import FIRST_DAY, LAST_DAY, Budget, Rise, Spread, Target

ODD = (
    "no", "yes", "null", "~", "true", "1", "1.0", "0x1F", "1e3", "2027-03-01", "12:30", "<<",
    "=", "- a dash", "? a question", ": a colon", "a: b", "a #b", "# c", "'", '"', "it's \"so\"",
    "[a", "{a", "*star", "&and", "!tag", "%d", "@at", "`", "|", ">", "--- ", "...", "👩‍👧", "ünï",
    "مرحبا", "日本", "a\nb", "a\n\n\nb", "  a\n   b\n c", "a\tb", "\ta", "a\u2028b", "a\u2029b",
    "a\u00a0b", "\ufeffa", "a\u200bb", "a\\nb", "trailing  \n", "x " * 300, "word" * 200,
    "a\n# b\n- c\n", "a\n\tb", "\U0001f600\n  x",
)  # fmt: skip
anything = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
raw_texts = st.sampled_from(ODD) | anything | st.lists(anything, max_size=4).map("\n".join)
numbers = st.decimals(-(10**11), 10**11, places=6) | st.integers(-999, 9999).map(Decimal)
positive = st.decimals(0, 10**6, places=3) | st.integers(0, 500).map(Decimal)
spreads = st.tuples(positive, positive).map(lambda two: Spread(min(two), max(two)))
percents = st.tuples(*[st.decimals(0, 100, places=2)] * 2).map(lambda p: Spread(min(p), max(p)))
days = st.dates(FIRST_DAY, LAST_DAY)


def read_by(form: w.Form[Any]) -> st.SearchStrategy[Any]:
    """Values as the form reads them out of any text it takes."""

    def read_or_plain(text: str) -> Any:
        try:
            return form.read(text)
        except ValueError:
            return "plain"

    return raw_texts.map(read_or_plain)


VALUES: dict[int, st.SearchStrategy[Any]] = {
    id(w.TEXT): read_by(w.TEXT),
    id(w.LINE): read_by(w.LINE),
    id(w.NAME): read_by(w.NAME),
    id(w.LABEL): read_by(w.LABEL),
    id(w.MEASURE): st.sampled_from(("leads", "followers", "offers")),
    id(w.DAY): days,
    id(w.BASELINE): numbers,
    id(w.COUNT): st.integers(0, 999_999),
    id(w.YES_NO): st.booleans(),
    id(w.PERCENT): percents,
    id(w.DELAY): st.tuples(*[st.integers(0, 36_525)] * 2).map(
        lambda two: Spread(Decimal(min(two)), Decimal(max(two)))
    ),
    id(w.RISE): st.builds(Rise, spreads, st.sampled_from(("day", "week", "post"))),
    id(w.TARGET): st.one_of(
        st.builds(Target, amount=numbers),
        st.builds(Target, percent=st.decimals(-999, 999, places=2)),
        st.builds(Target, decide_by=days),
    ),
    id(w.CAPACITY): st.decimals(0, 168, places=2),
    id(w.HOURS): st.decimals(0, 168, places=2),
    id(w.BUDGET): st.builds(
        Budget, st.decimals(0, 10**8, places=2), st.sampled_from(("day", "week", "month", "total"))
    ),
    id(w.WAIT): st.integers(0, 9999).map(lambda minutes: timedelta(minutes=minutes)),
    id(w.CADENCE): st.sampled_from(EXAMPLES).map(read_cadence),
    id(w.ZONE): st.sampled_from(("UTC", "Europe/Berlin", "America/Los_Angeles")),
    id(w.CURRENCY): st.sampled_from(("USD", "EUR")),
}


# One part of every kind, for the others to refer to.
GROUND = read_plan("""
plan: Ground
business: {market: all}
starts: 1990-01-01
ends: 2200-12-31
people: [{id: person}]
measures: [{id: measure, name: m, level: output}]
funnels: [{id: funnel, stages: [{stage: lead}]}]
locations: [{id: location}]
audiences: [{id: audience, who: a}]
goals: [{id: goal, goal: g, objectives: [{id: objective}, {id: objective-2}]}]
milestones: [{id: milestone, says: m, day: 2027-01-01}]
strategies: [{id: strategy, strategy: s}, {id: strategy-2, strategy: s}]
tactics: [{id: tactic, tactic: t}]
magnets: [{id: magnet, title: m}]
""")
IDS = {kind: [part.id for of, part in GROUND.walk() if of == kind] for kind in KINDS}


def values_of(said: Said) -> st.SearchStrategy[Any]:
    """Values of one field."""
    form = said.form
    if form is None:
        words = st.dictionaries(VALUES[id(w.LINE)], VALUES[id(w.TEXT)], max_size=3)
        return words.map(lambda texts: tuple(texts.items()))
    one = VALUES.get(id(form))
    if one is None:
        one = st.sampled_from(form.choices or [each for kind in form.refers for each in IDS[kind]])
    return st.lists(one, max_size=3).map(tuple) if said.many else one


def parts(cls: type[Any], **given: Any) -> st.SearchStrategy[Any]:
    """Parts with any of their fields, all as the file would be read."""
    chosen = {name: st.just(value) for name, value in given.items()}
    for name, said in said_of(cls).items():
        if name not in chosen and not said.part:
            chosen[name] = values_of(said)
    needed = {each.name for each in fields(cls) if each.default is MISSING}
    return st.fixed_dictionaries(
        {name: value for name, value in chosen.items() if name in needed or name in given},
        optional={name: value for name, value in chosen.items() if name not in needed | {*given}},
    ).map(lambda values: cls(**values))


def _stages() -> st.SearchStrategy[Any]:
    return st.lists(
        parts(outline.Stage), min_size=1, max_size=4, unique_by=lambda stage: stage.stage
    ).map(tuple)


def plans_with_any(kind: str) -> st.SearchStrategy[Plan]:
    """Plans in which one part of a kind is any there may be."""
    cls = CLASSES[kind]
    if kind == "plan":
        lists = {name: getattr(GROUND, name) for name, said in said_of(Plan).items() if said.part}
        return parts(Plan, starts=GROUND.starts, ends=GROUND.ends, **lists)
    if kind == "business":
        return parts(cls).map(lambda part: replace(GROUND, business=part))
    if kind == "funnel":
        only = _stages().map(lambda stages: (outline.Funnel(stages=stages),))
        two = _stages().map(
            lambda stages: (*GROUND.funnels, outline.Funnel(id="f-2", stages=stages))
        )
        return (only | two).map(lambda funnels: replace(GROUND, funnels=funnels))
    part_id = IDS[kind][0]
    given: dict[str, Any] = {"id": part_id}
    if kind in {"strategy", "tactic"}:
        given |= {"starts": None, "ends": GROUND.ends}
    if kind == "goal":
        given["objectives"] = GROUND.objectives
    return parts(cls, **given).map(lambda part: with_part(GROUND, kind, part_id, part))
