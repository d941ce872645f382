"""What changed between two plans, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from milepost.base.text import shortened
from milepost.plan.editing import editable, texts_of
from milepost.plan.outline import KINDS, Business, Plan, Stage, said_of
from milepost.plan.sentences import objective_words

Words = tuple[tuple[str, str], ...]
WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: which part, which field, what it was and what it is ("" is nothing)."""

    kind: str
    part: str  # the id, "" for the plan itself
    field: str  # "" where the whole part came or went
    before: str
    after: str

    @property
    def says(self) -> str:
        """The change as a sentence."""
        name = f"{self.kind} {self.part}".strip()
        before, after = _short(self.before), _short(self.after)
        if not self.field:
            return f"{name}: {after} (new)" if after else f"{name}: {before} (gone)"
        field = self.field.replace("_", " ")
        if not before:
            return f"{field} of {name}: {after}"
        if not after:
            return f"{field} of {name}, was {before}, is left out"
        return f"{field} of {name} from {before} to {after}"


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


def _of_part(kind: str, part_id: str, before: Any, after: Any) -> Iterator[Change]:
    old, new = texts_of(kind, before), texts_of(kind, after)
    for name in editable(kind):
        if old[name] != new[name]:
            yield Change(kind, part_id, name, old[name], new[name])


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
    yield from _of_order(kind, [*old], [*new])


def _of_order(kind: str, before: list[str], after: list[str]) -> Iterator[Change]:
    """Tell when what stands in both stands in another order."""
    old = [each for each in before if each in after]
    new = [each for each in after if each in before]
    if old != new:
        yield Change(kind, "", "order", "\n".join(old), "\n".join(new))


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
        kind = f"stage of {name}" if name else "stage"
        stages = [
            tuple((stage.stage, _stage_text(stage)) for stage in funnel.stages) if funnel else ()
            for funnel in (old.get(name), new.get(name))
        ]
        yield from _of_words(kind, "numbers", *stages)
    yield from _of_order("funnel", [*old], [*new])


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
        yield from _of_order(kind, [*old], [*new])
    yield from _of_goals(before, after)


def _of_kind(kind: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for part_id, part in new.items():
        if part_id in old:
            yield from _of_part(kind, part_id, old[part_id], part)
        else:
            yield Change(kind, part_id, "", "", words_of(kind, part))
    for part_id, part in old.items():
        if part_id not in new:
            yield Change(kind, part_id, "", words_of(kind, part), "")


def _of_goals(before: Plan, after: Plan) -> Iterator[Change]:
    """Tell which objectives moved to another goal."""
    old, new = _goal_by_objective(before), _goal_by_objective(after)
    for part_id, goal in new.items():
        if part_id in old and old[part_id] != goal:
            yield Change("objective", part_id, "goal", old[part_id], goal)


def _goal_by_objective(plan: Plan) -> dict[str, str]:
    return {objective.id: goal.id for goal in plan.goals for objective in goal.objectives}


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
