"""One part of the plan: changing it, adding one, retiring one; every save is a new version."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from milepost.base.errors import SaidError
from milepost.base.text import slugged
from milepost.do.actions.plans import save_plan
from milepost.plan.changes import words_of
from milepost.plan.editing import (
    CLASSES,
    FieldsError,
    edited,
    free_id,
    read_texts,
    retired,
    texts_of,
    with_new_part,
    with_part,
)
from milepost.plan.file import PlanError
from milepost.plan.outline import KINDS, Business, Plan
from milepost.plan.queries import CurrentPlan, current_plan
from milepost.web.access import PageRequest, page, show, today_of
from milepost.web.plan.part_form import PartForm

EDITABLE = frozenset(KINDS) - {"funnel"}


def _current(request: PageRequest) -> CurrentPlan:
    current = current_plan(request.workspace)
    if current is None:
        raise Http404
    return current


@page("plan")
def edit(request: PageRequest, kind: str, part_id: str) -> HttpResponse:
    """Change one part."""
    current = _current(request)
    part = _find(current.plan, kind, part_id)
    form = PartForm(
        kind, current.plan, request.POST or None, initial=_initial(kind, part, current.plan)
    )
    if request.method == "POST" and form.is_valid():
        try:
            values = read_texts(kind, form.texts())
            changed = _changed(current.plan, kind, part, values)
            return _saved(request, changed, _("Changed %(part)s") % {"part": _name(kind, part)})
        except SaidError as error:
            _put(form, error)
    return _shown(request, form, kind, part=part, number=current.number)


def _find(plan: Plan, kind: str, part_id: str) -> Any:
    if kind == "plan":
        return plan
    if kind == "business":
        return plan.business or Business()
    part = plan.find(part_id) if kind in EDITABLE else None
    if part is None or not isinstance(part, CLASSES[kind]):
        raise Http404
    return part


def _initial(kind: str, part: Any, plan: Plan) -> dict[str, Any]:
    texts: dict[str, Any] = texts_of(kind, part)
    for name, field in PartForm(kind, plan).fields.items():
        if isinstance(field, forms.MultipleChoiceField):
            texts[name] = texts[name].splitlines()
    return texts


def _changed(plan: Plan, kind: str, part: Any, values: dict[str, Any]) -> Plan:
    new = edited(part, kind, _principal_first(part, values))
    if kind == "plan":
        return new  # type: ignore[no-any-return]
    if kind == "business":
        return replace(plan, business=new if new != Business() else None)
    return with_part(plan, kind, part.id, new)


def _principal_first(part: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Keep the order of what a tactic serves: the principal strategy stays the first."""
    before = list(getattr(part, "serves", ()))
    if "serves" not in values:
        return values
    kept = [each for each in before if each in values["serves"]]
    added = [each for each in values["serves"] if each not in before]
    return {**values, "serves": (*kept, *added)}


def _name(kind: str, part: Any) -> str:
    return kind if kind in {"plan", "business"} else f"{kind} {part.id}"


def _saved(request: PageRequest, plan: Plan, says: str) -> HttpResponse:
    based_on = request.POST.get("based_on", "")
    save_plan(
        request.workspace,
        plan,
        says=says,
        made_by=request.member.user,
        based_on=int(based_on) if based_on.isdigit() else None,
    )
    messages.success(request, f"{says}.")
    return redirect("plan", workspace=request.workspace.slug)


def _put(form: PartForm, error: SaidError) -> None:
    """Show what is wrong beside its field, or on top."""
    if isinstance(error, FieldsError):
        for name, says in error.says_by_field.items():
            form.add_error(name, says)
        return
    name = (error.where or "").rpartition(", ")[2]
    on_field = isinstance(error, PlanError) and name in form.fields
    form.add_error(name if on_field else None, error.says)


def _shown(request: PageRequest, form: PartForm, kind: str, **values: Any) -> HttpResponse:
    part = values.get("part")
    title = words_of(kind, part) if part is not None and kind in EDITABLE else ""
    return show(
        request,
        "plan/part.html",
        "plan",
        status=422 if form.errors else 200,
        form=form,
        kind=kind,
        title=title,
        can_retire=part is not None and kind in EDITABLE,
        **values,
    )


@page("plan")
def new(request: PageRequest, kind: str) -> HttpResponse:
    """Add a part."""
    current = _current(request)
    if kind not in EDITABLE:
        raise Http404
    goal = request.GET.get("goal", "")
    initial = {"serves": [request.GET.get("serves", "")]}
    texts = request.POST.copy() if request.method == "POST" else None
    if texts is not None and not texts.get("id", "").strip():
        words = next((texts[name] for name in WORDS if texts.get(name)), kind)
        texts["id"] = free_id(current.plan, slugged(words, longest=30) or kind)
    form = PartForm(kind, current.plan, texts, initial=initial)
    form.fields["id"].required = False
    if texts is not None and form.is_valid():
        try:
            part = CLASSES[kind](**read_texts(kind, form.texts()))
            grown = with_new_part(current.plan, kind, part, goal=goal)
            return _saved(request, grown, _("Added %(part)s") % {"part": _name(kind, part)})
        except SaidError as error:
            _put(form, error)
    return _shown(request, form, kind, number=current.number)


WORDS = ("goal", "strategy", "tactic", "who", "title", "says", "name", "measure")


@require_POST
@page("plan")
def retire(request: PageRequest, kind: str, part_id: str) -> HttpResponse:
    """Retire a part from today, or take it up again."""
    current = _current(request)
    part = _find(current.plan, kind, part_id)
    day = None if part.retired else today_of(request.workspace)
    says = _("Retired %(part)s") if day else _("Took up %(part)s again")
    try:
        plan = retired(current.plan, kind, part_id, day)
        return _saved(request, plan, says % {"part": _name(kind, part)})
    except SaidError as error:
        messages.error(request, error.says)
        return redirect("plan", workspace=request.workspace.slug)
