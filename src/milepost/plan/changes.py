"""What changed between two plans, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from milepost.plan.editing import editable, texts_of
from milepost.plan.outline import Plan, Stage, said_of


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
        if not self.field:
            return f"{name}: {self.after} (new)" if self.after else f"{name}: {self.before} (gone)"
        field = self.field.replace("_", " ")
        if not self.before:
            return f"{field} of {name}: {_short(self.after)}"
        if not self.after:
            return f"{field} of {name}, was {_short(self.before)}, is left out"
        return f"{field} of {name} from {_short(self.before)} to {_short(self.after)}"


def _short(text: str) -> str:
    line = ", ".join(text.splitlines())
    return line if len(line) <= 120 else f"{line[:117]}…"


def changes(before: Plan, after: Plan) -> list[Change]:
    """Return what is different, in the order of the plan."""
    return [
        *_of_part("plan", "", before, after),
        *_of_business(before, after),
        *_of_parts(before, after),
        *_of_stages(before, after),
    ]


def _of_part(kind: str, part_id: str, before: Any, after: Any) -> Iterator[Change]:
    old, new = texts_of(kind, before), texts_of(kind, after)
    for name in editable(kind):
        if old[name] != new[name]:
            yield Change(kind, part_id, name, old[name], new[name])


def _of_business(before: Plan, after: Plan) -> Iterator[Change]:
    if before.business and after.business:
        yield from _of_part("business", "", before.business, after.business)
        wants = dict(before.business.functions), dict(after.business.functions)
        for name in dict.fromkeys([*wants[0], *wants[1]]):
            old, new = wants[0].get(name, ""), wants[1].get(name, "")
            if old != new:
                yield Change("business", name, "wants", old, new)
    elif before.business or after.business:
        known = ("written", "") if before.business else ("", "written")
        yield Change("business", "", "", *known)


def _of_parts(before: Plan, after: Plan) -> Iterator[Change]:
    old = {(kind, part.id): part for kind, part in before.walk() if kind != "funnel"}
    new = {(kind, part.id): part for kind, part in after.walk() if kind != "funnel"}
    for (kind, part_id), part in new.items():
        if (kind, part_id) in old:
            yield from _of_part(kind, part_id, old[kind, part_id], part)
        else:
            yield Change(kind, part_id, "", "", words_of(kind, part))
    for (kind, part_id), part in old.items():
        if (kind, part_id) not in new:
            yield Change(kind, part_id, "", words_of(kind, part), "")


def _of_stages(before: Plan, after: Plan) -> Iterator[Change]:
    old, new = _stages(before), _stages(after)
    for name in dict.fromkeys([*old, *new]):
        if old.get(name, "") != new.get(name, ""):
            yield Change("stage", name, "rate and delay", old.get(name, ""), new.get(name, ""))


def _stages(plan: Plan) -> dict[str, str]:
    return {
        stage.stage: ", ".join(text for text in _stage_texts(stage) if text)
        for funnel in plan.funnels
        for stage in funnel.stages
    }


def _stage_texts(stage: Stage) -> list[str]:
    known = said_of(Stage)
    return [
        str(known[name].form.write(value))  # type: ignore[union-attr]
        for name in ("stage", "rate", "after", "measure")
        if (value := getattr(stage, name)) is not None
    ]


def words_of(kind: str, part: Any) -> str:
    """Return the words by which a part is known."""
    word = {
        "goal": "goal",
        "strategy": "strategy",
        "tactic": "tactic",
        "audience": "who",
        "magnet": "title",
        "milestone": "says",
        "measure": "name",
    }.get(kind)
    return str(getattr(part, word)) if word else part.id
