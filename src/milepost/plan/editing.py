"""Editing a plan part by part: texts of a form into a part, a part into its place in the plan."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, replace
from datetime import date
from typing import Any

from milepost.base.errors import SaidError
from milepost.base.text import shortened
from milepost.plan.outline import (
    KINDS,
    Audience,
    Business,
    Funnel,
    Goal,
    Location,
    Magnet,
    Measure,
    Milestone,
    Objective,
    Person,
    Plan,
    Said,
    Strategy,
    Tactic,
    said_of,
)

CLASSES: dict[str, type[Any]] = {
    "plan": Plan,
    "business": Business,
    "person": Person,
    "measure": Measure,
    "funnel": Funnel,
    "location": Location,
    "audience": Audience,
    "goal": Goal,
    "objective": Objective,
    "milestone": Milestone,
    "strategy": Strategy,
    "tactic": Tactic,
    "magnet": Magnet,
}

# What people call a field, where its name in the file says too little.
LABELS = {
    "id": "Name in the file",
    "by": "Day",
    "per": "Period",
    "does": "What they should do",
    "experience": "What they should feel",
    "expects": "First sign should rise by",
    "converts": "Part that becomes the objective",
    "signal": "First sign",
    "serves": "Serves",
    "minutes": "Minutes of work each time",
    "retired": "Retired from",
    "cadence": "How often",
    "may": "May decide alone",
}

# Takes the parts of a list and the id of the goal they stand under, "" where they stand under none.
ChangeList = Callable[[tuple[Any, ...], str], tuple[Any, ...]]


class FieldsError(SaidError):
    """Fields that cannot be read: a sentence for each."""

    def __init__(self, says_by_field: Mapping[str, str]) -> None:
        super().__init__("Nothing is saved yet. Please look at what is marked.")
        self.says_by_field = says_by_field


class MergeError(FieldsError):
    """Fields that two people changed differently; `laid` is the newest part under my changes."""

    def __init__(self, says_by_field: Mapping[str, str], laid: Any) -> None:
        super().__init__(says_by_field)
        self.laid = laid


def label_of(name: str) -> str:
    """Return what people call a field."""
    return LABELS.get(name, name[:1].upper() + name[1:].replace("_", " "))


def editable(kind: str) -> dict[str, Said]:
    """Return the fields of a kind of part that a form shows: all but nested parts."""
    known = said_of(CLASSES[kind])
    return {name: said for name, said in known.items() if said.form}


def is_required(kind: str, name: str) -> bool:
    """Tell whether a field has to be written."""
    each = next(each for each in fields(CLASSES[kind]) if each.name == name)
    return each.default is MISSING and each.default_factory is MISSING


def texts_of(kind: str, part: Any) -> dict[str, str]:
    """Return the text of each field of a part as the file writes it; lists one entry a line."""
    return {name: _text(said, getattr(part, name)) for name, said in editable(kind).items()}


def _text(said: Said, value: Any) -> str:
    if value is None or said.form is None:
        return ""
    if said.many:
        return "\n".join(_one_text(said, each) for each in value)
    return _one_text(said, value)


def _one_text(said: Said, value: Any) -> str:
    written = said.form.write(value)  # type: ignore[union-attr]
    if isinstance(written, bool):
        return "yes" if written else "no"
    return str(written)


def read_texts(kind: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """Read the texts of a form into a part's values; raises FieldsError with every sentence."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, said in editable(kind).items():
        text = texts.get(name, "")
        if not text.strip():
            if is_required(kind, name):
                wrong[name] = f"Write {said.says}."
            continue
        try:
            values[name] = _value(said, text)
        except ValueError as error:
            wrong[name] = f"{str(error)[0].upper()}{str(error)[1:]}."
    if wrong:
        raise FieldsError(wrong)
    return values


def _value(said: Said, text: str) -> Any:
    read = said.form.read  # type: ignore[union-attr]
    if not said.many:
        return read(text)
    return tuple(read(line) for line in text.splitlines() if line.strip())


def edited(part: Any, kind: str, values: Mapping[str, Any]) -> Any:
    """Return the part with the values of a form; a field left empty is forgotten."""
    blank = {
        each.name: () if said.many else each.default
        for each in fields(part)
        if (said := editable(kind).get(each.name)) and not is_required(kind, each.name)
    }
    return replace(part, **{**blank, **values})


def merged(old: Any, mine: Any, newest: Any) -> Any:
    """Return the newest part with what I changed since the old one laid over it.

    Raises MergeError with a sentence for each field that someone else changed to another value.
    """
    known = {name: said for name, said in said_of(type(old)).items() if said.form}
    changed = {name for name in known if getattr(mine, name) != getattr(old, name)}
    laid = replace(newest, **{name: getattr(mine, name) for name in changed})
    contested = {
        name: _contest(said, getattr(mine, name), getattr(newest, name))
        for name, said in known.items()
        if name in changed
        and getattr(newest, name) not in (getattr(old, name), getattr(mine, name))
    }
    if contested:
        raise MergeError(contested, laid)
    return laid


def _contest(said: Said, mine: Any, theirs: Any) -> str:
    before, now = (", ".join(_text(said, value).splitlines()) for value in (theirs, mine))
    did = f"set this to {shortened(before)}" if before else "emptied this"
    wrote = f"you wrote {shortened(now)}" if now else "you emptied it"
    return f"Someone {did} meanwhile; {wrote}. Save again to keep yours, or put theirs back here."


def with_part(plan: Plan, kind: str, old_id: str, part: Any) -> Plan:
    """Return the plan with one part replaced; a new id is followed in every reference."""
    changed = _with_list(plan, kind, lambda parts, _: _replaced(parts, old_id, part))
    return changed if part.id == old_id else _renamed(changed, kind, old_id, part.id)


def _with_list(plan: Plan, kind: str, change: ChangeList) -> Plan:
    """Return the plan with the list of a kind changed: of each goal in turn for objectives."""
    lists: dict[str, Any]
    if kind == "objective":
        goals = (replace(each, objectives=change(each.objectives, each.id)) for each in plan.goals)
        lists = {"goals": tuple(goals)}
    else:
        lists = {KINDS[kind]: change(getattr(plan, KINDS[kind]), "")}
    return replace(plan, **lists)


def _replaced(parts: tuple[Any, ...], old_id: str, part: Any) -> tuple[Any, ...]:
    return tuple(part if each.id == old_id else each for each in parts)


def _renamed(plan: Plan, kind: str, old_id: str, new_id: str) -> Plan:
    """Return the plan with every reference to a part following its new id."""

    def follow(part: Any) -> Any:
        changes: dict[str, Any] = {}
        for name, said in said_of(type(part)).items():
            value = getattr(part, name)
            if said.part and said.many:
                changes[name] = tuple(follow(each) for each in value)
            elif said.form and kind in said.form.refers and said.many:
                changes[name] = tuple(new_id if each == old_id else each for each in value)
            elif said.form and kind in said.form.refers and value == old_id:
                changes[name] = new_id
        return replace(part, **changes)

    followed: Plan = follow(plan)
    return followed


def with_new_part(plan: Plan, kind: str, part: Any, *, goal: str = "") -> Plan:
    """Return the plan with a part added at the end of its list, an objective under its goal."""
    return _with_list(
        plan, kind, lambda parts, of: (*parts, part) if kind != "objective" or of == goal else parts
    )


def retired(plan: Plan, kind: str, part_id: str, day: date | None) -> Plan:
    """Return the plan with a part retired from a day on, or taken up again (None)."""
    part = plan.find(part_id)
    return with_part(plan, kind, part_id, replace(part, retired=day))


def free_id(plan: Plan, wanted: str) -> str:
    """Return an id like `wanted` that no part has."""
    taken = {part.id for _, part in plan.walk()}
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(each for each in numbered if each not in taken)
