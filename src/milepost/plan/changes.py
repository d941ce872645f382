"""What changed between two plans, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from milepost.base.clock import day_words
from milepost.base.text import shortened
from milepost.plan.editing import editable, label_of, texts_of
from milepost.plan.outline import KINDS, Business, Goal, Plan, Stage, said_of
from milepost.plan.sentences import objective_words

Words = tuple[tuple[str, str], ...]
Names = dict[str, str]  # id -> words
Named = tuple[str, str, str]  # what the record calls a part, its kind, and its words
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
    """One difference: which part, which field, what it was and what it is ("" is nothing).

    part: what the record calls it, as in objective:leads-20; `plan` is the plan as a whole.
    """

    part: str
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
    def did(self) -> str:
        """What someone did who made the change, as the record tells it."""
        if not self.field:
            return f"{'added' if self.after else 'took out'} {self._whole}"
        if self.field == "retired":
            return f"{'retired' if self.after else 'took up again'} {self._whole}"
        what = self._what
        return f"changed {what}" if what.startswith("what ") else f"changed the {what}"

    @property
    def values(self) -> tuple[str, str]:
        """Before and after, without words that only name the part."""
        names = {WRITTEN, self.name}
        return (
            "" if not self.field and self.before in names else self.before,
            "" if not self.field and self.after in names else self.after,
        )

    @property
    def _whole(self) -> str:
        return f"{self.kind} {self._quoted}" if self.name else f"the {self.kind}"

    @property
    def _what(self) -> str:
        label = label_of(self.field)
        clause = _CLAUSES.get(self.field, f"{label[0].lower()}{label[1:]} of {{part}}")
        return clause.format(part=self._quoted or f"the {self.kind}")

    @property
    def _quoted(self) -> str:
        return f"“{shortened(' '.join(self.name.split()))}”" if self.name else ""

    def _came_or_went(self, before: str, after: str) -> str:
        words = after or before
        more = "" if words in {WRITTEN, _short(self.name)} else f": {words}"
        return f"{self._whole} is {'new' if after else 'left out'}{more}"


def _short(text: str) -> str:
    return shortened(", ".join(filter(None, text.splitlines())), longest=120)


def changes(before: Plan, after: Plan) -> list[Change]:
    """Return what is different, in the order of the plan."""
    return [
        *_of_part(("plan", "plan", ""), before, after),
        *_of_words(("plan", "allowed finding", "why"), before.allow, after.allow),
        *_of_business(before, after),
        *_of_funnels(before, after),
        *_of_parts(before, after),
    ]


def _of_part(named: Named, before: Any, after: Any) -> Iterator[Change]:
    part, kind, name = named
    old, new = texts_of(kind, before), texts_of(kind, after)
    for field in editable(kind):
        if old[field] != new[field]:
            told = (_told(old, field, before), _told(new, field, after))
            yield Change(part, kind, name, field, *told)


def _told(texts: dict[str, str], field: str, part: Any) -> str:
    """Return the text of a field, a day in words."""
    value = getattr(part, field)
    return day_words(value) if isinstance(value, date) else texts[field]


def _of_words(named: Named, before: Words, after: Words) -> Iterator[Change]:
    """Compare words that each have a text, which may be left out; `named` ends with the field."""
    part, kind, field = named
    old, new = dict(before), dict(after)
    for name in dict.fromkeys([*old, *new]):
        if name not in old:
            yield Change(part, kind, name, "", "", new[name] or WRITTEN)
        elif name not in new:
            yield Change(part, kind, name, "", old[name] or WRITTEN, "")
        elif old[name] != new[name]:
            yield Change(part, kind, name, field, old[name], new[name])
    yield from _of_order(
        (part, f"{kind}s"), {each: each for each in old}, {each: each for each in new}
    )


def _of_order(named: tuple[str, str], before: Names, after: Names) -> Iterator[Change]:
    """Tell when what stands in both stands in another order."""
    old = [each for each in before if each in after]
    new = [each for each in after if each in before]
    if old != new:
        told = ("\n".join(before[each] for each in order) for order in (old, new))
        yield Change(*named, "", "order", *told)


def _of_business(before: Plan, after: Plan) -> Iterator[Change]:
    if (before.business is None) != (after.business is None):
        known = (WRITTEN, "") if before.business else ("", WRITTEN)
        yield Change("business", "business", "", "", *known)
    old, new = before.business or Business(), after.business or Business()
    yield from _of_part(("business", "business", ""), old, new)
    yield from _of_words(("business", "function", "wants"), old.functions, new.functions)


def _of_funnels(before: Plan, after: Plan) -> Iterator[Change]:
    old = {funnel.id or "": funnel for funnel in before.funnels}
    new = {funnel.id or "": funnel for funnel in after.funnels}
    for name in dict.fromkeys([*old, *new]):
        named = (f"funnel:{name}", f"{name} stage") if name else ("funnel", "stage")
        stages = [
            tuple((stage.stage, _stage_text(stage)) for stage in funnel.stages) if funnel else ()
            for funnel in (old.get(name), new.get(name))
        ]
        yield from _of_words((*named, "numbers"), *stages)
    yield from _of_order(
        ("funnel", "funnels"), {name: name for name in old}, {name: name for name in new}
    )


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
        yield from _of_order(("plan", kinds), _names(kind, old), _names(kind, new))
    yield from _of_goals(before, after)


def _of_kind(kind: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for part_id, part in new.items():
        if part_id in old:
            named = (f"{kind}:{part_id}", kind, words_of(kind, old[part_id]))
            yield from _of_part(named, old[part_id], part)
        else:
            words = words_of(kind, part)
            yield Change(f"{kind}:{part_id}", kind, words, "", "", words)
    for part_id, part in old.items():
        if part_id not in new:
            words = words_of(kind, part)
            yield Change(f"{kind}:{part_id}", kind, words, "", words, "")


def _names(kind: str, parts: dict[str, Any]) -> Names:
    return {part_id: words_of(kind, part) for part_id, part in parts.items()}


def _of_goals(before: Plan, after: Plan) -> Iterator[Change]:
    """Tell which objectives moved to another goal."""
    old, new = _goal_by_objective(before), _goal_by_objective(after)
    for part in before.objectives:
        was, now = old[part.id], new.get(part.id)
        if now is not None and now.id != was.id:
            named = (f"objective:{part.id}", "objective", objective_words(part))
            yield Change(*named, "goal", was.goal, now.goal)


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


def dropped_tactics(before: Plan, after: Plan, today: date) -> dict[str, date]:
    """Return the tactics that one plan had and the other drops, each with the day from which."""
    kept = {tactic.id: tactic for tactic in after.tactics}
    dropped = {}
    for tactic in (each for each in before.tactics if each.is_live(today)):
        since = kept[tactic.id].retired if tactic.id in kept else today
        if since and (tactic.retired is None or since < tactic.retired):
            dropped[tactic.id] = since
    return dropped
