"""The form of one part of the plan, made from how its fields are written."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from milepost.base.measures import KNOWN
from milepost.plan.changes import words_of
from milepost.plan.editing import editable, is_required, label_of
from milepost.plan.outline import Plan, Said

# The fields of a kind that stand open; the others are folded away. Where none are named all are.
OPEN = {
    "tactic": (
        "tactic",
        "serves",
        "channels",
        "cadence",
        "kind",
        "call_to_action",
        "magnet",
        "measure",
        "owner",
        "minutes",
    ),
    "strategy": ("strategy", "why", "serves", "audience", "stance", "signal"),
    "objective": ("says", "measure", "baseline", "target", "per", "by"),
    "plan": ("plan", "vision", "mission", "why", "guardrails", "starts", "ends"),
}
FOLDED = frozenset({"id", "retired", "note"})
FREE = ("measure",)  # kinds that may be named before they stand in the plan


class PartForm(forms.Form):
    """Texts of a part's fields; what they mean is read by the plan itself."""

    def __init__(self, kind: str, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.measures = _measures(plan)
        for name, said in editable(kind).items():
            self.fields[name] = _field(kind, name, said, plan)

    def open_fields(self) -> list[forms.BoundField]:
        """Return the fields that stand open, in the order people think of them."""
        names = OPEN.get(self.kind) or [name for name in self.fields if name not in FOLDED]
        return [self[name] for name in names]

    def folded_fields(self) -> list[forms.BoundField]:
        """Return the fields that are seldom needed."""
        shown = {field.name for field in self.open_fields()}
        return [self[name] for name in self.fields if name not in shown]

    def is_unfolded(self) -> bool:
        """Tell whether one of the folded fields needs a look."""
        return any(field.errors for field in self.folded_fields())

    def texts(self) -> dict[str, str]:
        """Return the texts as they were written; lists one entry a line."""
        return {
            name: "\n".join(value) if isinstance(value, list) else value
            for name, value in self.cleaned_data.items()
        }


def _field(kind: str, name: str, said: Said, plan: Plan) -> forms.Field:
    form = said.form
    if form is None:
        raise TypeError(f"{name} of a {kind} has no written form")
    common: dict[str, Any] = {
        "label": label_of(name),
        "required": is_required(kind, name),
        "help_text": _hint(said),
    }
    if form.refers and form.refers != FREE:
        known = [(part.id, words_of(of, part)) for of, part in plan.walk() if of in form.refers]
        if said.many:
            return forms.MultipleChoiceField(
                choices=known, widget=forms.CheckboxSelectMultiple, **common
            )
        if known:
            return forms.ChoiceField(choices=[("", "–"), *known], **common)
    if form.choices:
        words = [(word, word) for word in form.choices]
        return forms.ChoiceField(choices=[("", "–"), *words], **common)
    return forms.CharField(widget=_widget(said), **common)


def _measures(plan: Plan) -> list[str]:
    """Return the measures a plan can name: its own, those of its funnels, and the known ones."""
    stages = [stage.counted_as for funnel in plan.funnels for stage in funnel.stages]
    return list(dict.fromkeys([*(each.id for each in plan.measures), *stages, *KNOWN]))


def _hint(said: Said) -> str:
    hint = capfirst(said.says) + ("" if said.says.endswith("…") else ".")
    if said.many and said.form and not said.form.refers:
        return f"{hint} {_('One a line.')}"
    if said.form and said.form.example:
        return f"{hint} {_('For instance')} {said.form.example}"
    return hint


def _widget(said: Said) -> forms.Widget:
    if said.many:
        return forms.Textarea(attrs={"rows": 3})
    if said.form and said.form.widget == "text":
        return forms.Textarea(attrs={"rows": 2})
    if said.form and said.form.widget == "measure":
        return forms.TextInput(attrs={"list": "measures"})
    if said.form and said.form.widget == "day":
        return forms.DateInput(attrs={"type": "date"})
    return forms.TextInput()
