"""One part of the plan: changing it, adding one, retiring one; every save is a new version."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from milepost.base.errors import SaidError
from milepost.base.text import slugged
from milepost.plan.actions import PlanConflict
from milepost.plan.changes import words_of
from milepost.plan.editing import (
    CLASSES,
    FieldsError,
    MergeError,
    edited,
    free_id,
    label_of,
    merged,
    read_texts,
    retired,
    texts_of,
    with_new_part,
    with_part,
)
from milepost.plan.file import PlanError
from milepost.plan.outline import KINDS, Business, Plan
from milepost.plan.queries import CurrentPlan, plan_of, version_numbered
from milepost.team.access import may
from milepost.web.access import PageRequest, page, show, today_of
from milepost.web.history import history_of
from milepost.web.plan.part_form import PartForm
from milepost.web.plan.saving import based_on, newer_version, plan_or_404, saved, shown_number

EDITABLE = frozenset(KINDS) - {"funnel"}


@page("read")
def edit(request: PageRequest, kind: str, part_id: str) -> HttpResponse:
    """Show one part, and change it where one may."""
    current = plan_or_404(request)
    if not may(request.member.role, "plan"):
        return _facts(request, kind, _find(current.plan, kind, part_id))
    if request.method == "POST":
        return _save(request, current, kind, part_id)
    part = _find(current.plan, kind, part_id)
    form = PartForm(kind, current.plan, initial=_initial(kind, part, current.plan))
    can_retire = kind in EDITABLE
    return _shown(request, form, kind, part=part, number=current.number, can_retire=can_retire)


def _save(request: PageRequest, current: CurrentPlan, kind: str, part_id: str) -> HttpResponse:
    """Lay what was changed in the form over the newest part; show it again where that fails."""
    old, newest = _part_before(request, kind, part_id), _found(current.plan, kind, part_id)
    if old is None and newest is None:
        raise Http404
    form, number = PartForm(kind, current.plan, request.POST), based_on(request)
    error: SaidError | None = None
    if form.is_valid():
        try:
            part = _laid(kind, old, newest, read_texts(kind, form.texts()))
            says = _("Changed %(part)s") % {"part": _name(kind, newest)}
            changed = _changed(current.plan, kind, part_id, part)
            return saved(request, changed, says, upon=current.number)
        except MergeError as said:
            # What nobody contests is shown as it would be saved, or a second save would undo it.
            form = PartForm(kind, current.plan, _initial(kind, said.laid, current.plan))
            number = current.number
            _put(form, said)
        except SaidError as said:
            _put(form, error := said)
    return _shown(
        request,
        form,
        kind,
        part=old if newest is None else newest,
        number=number,
        newer=newer_version(request, error) if newest is not None else None,
        can_retire=newest is not None and kind in EDITABLE,
    )


def _part_before(request: PageRequest, kind: str, part_id: str) -> Any:
    """Return the part of the version the form began with; None where that is not known."""
    version = version_numbered(request.workspace, based_on(request))
    return _found(plan_of(version), kind, part_id) if version else None


def _laid(kind: str, old: Any, newest: Any, values: dict[str, Any]) -> Any:
    """Return the newest part with the changes of a form laid over it; raises SaidError."""
    if newest is None:
        raise PlanConflict(
            _(
                "Someone took this part out of the plan or gave it another name in the file "
                "meanwhile; the versions of the plan tell which."
            )
        )
    if old is None:
        raise PlanConflict(
            _("The version this form began with is not known; make your change again in a new one.")
        )
    return merged(old, edited(old, kind, _principal_first(old, values)), newest)


def _facts(request: PageRequest, kind: str, part: Any) -> HttpResponse:
    """Show a part to those who may not change it."""
    if request.method != "GET":
        raise PermissionDenied
    texts = texts_of(kind, part)
    facts = [(label_of(name), text) for name, text in texts.items() if text and name != "id"]
    title = words_of(kind, part) if kind in EDITABLE else ""
    history = history_of(request.workspace, _recorded_as(kind, part))
    return show(request, "plan/part.html", "plan", kind=kind, title=title, facts=facts, **history)


def _recorded_as(kind: str, part: Any) -> str:
    """Return what the record calls a part."""
    return kind if kind in {"plan", "business"} else f"{kind}:{part.id}"


def _find(plan: Plan, kind: str, part_id: str) -> Any:
    part = _found(plan, kind, part_id)
    if part is None:
        raise Http404
    return part


def _found(plan: Plan, kind: str, part_id: str) -> Any:
    """Return the part, or None where the plan has none of that kind and id."""
    if kind == "plan":
        return plan
    if kind == "business":
        return plan.business or Business()
    part = plan.find(part_id)
    return part if kind in EDITABLE and isinstance(part, CLASSES[kind]) else None


def _initial(kind: str, part: Any, plan: Plan) -> dict[str, Any]:
    texts: dict[str, Any] = texts_of(kind, part)
    for name, field in PartForm(kind, plan).fields.items():
        if isinstance(field, forms.MultipleChoiceField):
            texts[name] = texts[name].splitlines()
    return texts


def _changed(plan: Plan, kind: str, part_id: str, new: Any) -> Plan:
    """Return the plan with the part in its place."""
    if kind == "plan":
        return new  # type: ignore[no-any-return]
    if kind == "business":
        return replace(plan, business=new if new != Business() else None)
    return with_part(plan, kind, part_id, new)


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
    if part is not None:
        values |= history_of(request.workspace, _recorded_as(kind, part))
    return show(
        request,
        "plan/part.html",
        "plan",
        status=422 if form.errors else 200,
        form=form,
        kind=kind,
        title=title,
        **values,
    )


@page("plan")
def new(request: PageRequest, kind: str) -> HttpResponse:
    """Add a part."""
    current = plan_or_404(request)
    goal = request.GET.get("goal", "")
    if kind not in EDITABLE or (kind == "objective" and not _is_goal(current.plan, goal)):
        raise Http404
    initial = {"serves": [request.GET.get("serves", "")]}
    texts = request.POST.copy() if request.method == "POST" else None
    if texts is not None and not texts.get("id", "").strip():
        words = next((texts[name] for name in WORDS if texts.get(name)), kind)
        texts["id"] = free_id(current.plan, slugged(str(words), longest=30) or kind)
    form = PartForm(kind, current.plan, texts, initial=initial)
    form.fields["id"].required = False
    error: SaidError | None = None
    if texts is not None and form.is_valid():
        try:
            part = CLASSES[kind](**read_texts(kind, form.texts()))
            grown = with_new_part(current.plan, kind, part, goal=goal)
            return saved(request, grown, _("Added %(part)s") % {"part": _name(kind, part)})
        except SaidError as said:
            _put(form, error := said)
    # A new part writes over nothing: once its writer was told, a second save adds it.
    is_told = isinstance(error, PlanConflict)
    number = current.number if is_told else shown_number(request, current.number)
    return _shown(request, form, kind, number=number)


def _is_goal(plan: Plan, goal: str) -> bool:
    return any(each.id == goal for each in plan.goals)


WORDS = ("goal", "strategy", "tactic", "who", "title", "says", "name", "measure")


@page("plan")
@require_POST
def retire(request: PageRequest, kind: str, part_id: str) -> HttpResponse:
    """Retire a part from today, or take it up again."""
    current = plan_or_404(request)
    part = _find(current.plan, kind, part_id)
    day = None if part.retired else today_of(request.workspace)
    says = _("Retired %(part)s") if day else _("Took up %(part)s again")
    try:
        plan = retired(current.plan, kind, part_id, day)
        return saved(request, plan, says % {"part": _name(kind, part)})
    except SaidError as error:
        messages.error(request, error.says)
        return redirect("plan", workspace=request.workspace.slug)
