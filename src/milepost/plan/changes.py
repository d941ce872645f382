"""What changed between two plans, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from milepost.base.text import shortened
from milepost.plan.editing import editable, label_of, texts_of
from milepost.plan.outline import KINDS, Business, Goal, Plan, Stage, said_of
from milepost.plan.sentences import objective_words

Words = tuple[tuple[str, str], ...]
Names = dict[str, str]  # id -> words
WRITTEN = "written"
# Fields that "… of the part" does not say well.
_CLAUSES = {
    "plan": "name of {part}",
    "who": "words of {part}",
    "says": "words of {part}",
    "serves": "what {part} serves",
    "does": "what {part} should do",
    "experience": "what {part} should feel",
    "expects": "expected rise of the first sign of {part}",
    "may": "what {part} may decide alone",
    "wants": "what {part} wants",
    "retired": "day from which {part} is retired",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: which part, which field, what it was and what it is ("" is nothing)."""

    kind: str
    name: str  # the words of the part, "" where there is one of its kind
    field: str  # "" where the whole part came or went
    before: str
    after: str

    @property
    def says(self) -> str:
        """The change as a sentence."""
        before, after = _short(self.before), _short(self.after)
        if not self.field:
            return self._came_or_went(before, after)
        if not before:
            return f"{self._what}: {after}"
        if not after:
            return f"{self._what}, was {before}, is left out"
        return f"{self._what} from {before} to {after}"

    @property
    def _what(self) -> str:
        label = label_of(self.field)
        clause = _CLAUSES.get(self.field, f"{label[0].lower()}{label[1:]} of {{part}}")
        return clause.format(part=self._quoted or f"the {self.kind}")

    @property
    def _quoted(self) -> str:
        return f"“{shortened(' '.join(self.name.split()))}”" if self.name else ""

    def _came_or_went(self, before: str, after: str) -> str:
        part = f"{self.kind} {self._quoted}" if self.name else f"the {self.kind}"
        words = after or before
        more = "" if words in {WRITTEN, _short(self.name)} else f": {words}"
        return f"{part} is {'new' if after else 'left out'}{more}"


def _short(text: str) -> str:
    return shortened(", ".join(filter(None, text.splitlines())), longest=120)


def changes(before: Plan, after: Plan) -> list[Change]:
    """Return what is different, in the order of the plan."""
    return [
        *_of_part("plan", "", before, after),
        *_of_words("allowed finding", "why", before.allow, after.allow),
        *_of_business(before, after),
        *_of_funnels(before, after),
        *_of_parts(before, after),
    ]


def _of_part(kind: str, name: str, before: Any, after: Any) -> Iterator[Change]:
    old, new = texts_of(kind, before), texts_of(kind, after)
    for field in editable(kind):
        if old[field] != new[field]:
            told = (_told(old, field, before), _told(new, field, after))
            yield Change(kind, name, field, *told)


def _told(texts: dict[str, str], field: str, part: Any) -> str:
    """Return the text of a field, a day in words."""
    value = getattr(part, field)
    return f"{value.day} {value:%B %Y}" if isinstance(value, date) else texts[field]


def _of_words(kind: str, field: str, before: Words, after: Words) -> Iterator[Change]:
    """Compare words that each have a text, which may be left out."""
    old, new = dict(before), dict(after)
    for name in dict.fromkeys([*old, *new]):
        if name not in old:
            yield Change(kind, name, "", "", new[name] or WRITTEN)
        elif name not in new:
            yield Change(kind, name, "", old[name] or WRITTEN, "")
        elif old[name] != new[name]:
            yield Change(kind, name, field, old[name], new[name])
    yield from _of_order(f"{kind}s", {each: each for each in old}, {each: each for each in new})


def _of_order(kinds: str, before: Names, after: Names) -> Iterator[Change]:
    """Tell when what stands in both stands in another order."""
    old = [each for each in before if each in after]
    new = [each for each in after if each in before]
    if old != new:
        told = ("\n".join(before[each] for each in order) for order in (old, new))
        yield Change(kinds, "", "order", *told)


def _of_business(before: Plan, after: Plan) -> Iterator[Change]:
    if (before.business is None) != (after.business is None):
        known = (WRITTEN, "") if before.business else ("", WRITTEN)
        yield Change("business", "", "", *known)
    old, new = before.business or Business(), after.business or Business()
    yield from _of_part("business", "", old, new)
    yield from _of_words("function", "wants", old.functions, new.functions)


def _of_funnels(before: Plan, after: Plan) -> Iterator[Change]:
    old = {funnel.id or "": funnel for funnel in before.funnels}
    new = {funnel.id or "": funnel for funnel in after.funnels}
    for name in dict.fromkeys([*old, *new]):
        kind = f"{name} stage" if name else "stage"
        stages = [
            tuple((stage.stage, _stage_text(stage)) for stage in funnel.stages) if funnel else ()
            for funnel in (old.get(name), new.get(name))
        ]
        yield from _of_words(kind, "numbers", *stages)
    yield from _of_order("funnels", {name: name for name in old}, {name: name for name in new})


def _stage_text(stage: Stage) -> str:
    """Return rate, delay and measure of a stage, as in '45%, 14-60 d'."""
    known = said_of(Stage)
    return ", ".join(
        str(known[name].form.write(value))  # type: ignore[union-attr]
        for name in ("rate", "after", "measure")
        if (value := getattr(stage, name)) is not None
    )


def _of_parts(before: Plan, after: Plan) -> Iterator[Change]:
    for kind in KINDS:
        if kind == "funnel":
            continue
        old = {part.id: part for of, part in before.walk() if of == kind}
        new = {part.id: part for of, part in after.walk() if of == kind}
        yield from _of_kind(kind, old, new)
        kinds = "objectives" if kind == "objective" else KINDS[kind]
        yield from _of_order(kinds, _names(kind, old), _names(kind, new))
    yield from _of_goals(before, after)


def _of_kind(kind: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for part_id, part in new.items():
        if part_id in old:
            yield from _of_part(kind, words_of(kind, old[part_id]), old[part_id], part)
        else:
            yield Change(kind, words_of(kind, part), "", "", words_of(kind, part))
    for part_id, part in old.items():
        if part_id not in new:
            yield Change(kind, words_of(kind, part), "", words_of(kind, part), "")


def _names(kind: str, parts: dict[str, Any]) -> Names:
    return {part_id: words_of(kind, part) for part_id, part in parts.items()}


def _of_goals(before: Plan, after: Plan) -> Iterator[Change]:
    """Tell which objectives moved to another goal."""
    old, new = _goal_by_objective(before), _goal_by_objective(after)
    for part in before.objectives:
        was, now = old[part.id], new.get(part.id)
        if now is not None and now.id != was.id:
            yield Change("objective", objective_words(part), "goal", was.goal, now.goal)


def _goal_by_objective(plan: Plan) -> dict[str, Goal]:
    return {objective.id: goal for goal in plan.goals for objective in goal.objectives}


def words_of(kind: str, part: Any) -> str:
    """Return the words by which a part is known."""
    if kind == "objective":
        return objective_words(part)
    word = {
        "goal": "goal",
        "strategy": "strategy",
        "tactic": "tactic",
        "audience": "who",
        "magnet": "title",
        "milestone": "says",
        "measure": "name",
        "person": "name",
        "location": "name",
    }.get(kind, "id")
    return str(getattr(part, word) or part.id)
