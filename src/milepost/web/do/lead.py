"""One lead: what is known, the stages it went through, and forgetting it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from milepost.base.errors import SaidError
from milepost.do.actions.leads import Told, delete_lead, rewrite_lead
from milepost.do.models import Lead
from milepost.do.queries.leads import changes_of, lead_of
from milepost.plan.models import Tactic
from milepost.plan.queries import live_tactics, stages
from milepost.team.undo import DAYS
from milepost.web.access import PageRequest, page, show
from milepost.web.do.leads import tactic_choices
from milepost.web.forms import offer, put_error
from milepost.web.history import history_of
from milepost.web.undoing import say_done


class LeadForm(forms.Form):
    """What is written down about a lead."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=60, required=False)
    email = forms.CharField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    tactic = forms.ChoiceField(label=gettext_lazy("Came by"), required=False)
    heard = forms.CharField(
        label=gettext_lazy("How they heard of us"), max_length=300, required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, *args: Any, tactics: Iterable[Tactic], **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "tactic", tactic_choices(tactics))


def _form(lead: Lead, typed: Any = None) -> LeadForm:
    known = {name: getattr(lead, name) for name in ("name", "phone", "email", "heard", "note")}
    known["tactic"] = lead.tactic.code if lead.tactic else ""
    live = list(live_tactics(lead.workspace))
    gone = [lead.tactic] if lead.tactic and lead.tactic not in live else []
    return LeadForm(typed, initial=known, tactics=[*live, *gone])


def _lead(request: PageRequest, pk: int) -> Lead:
    found = lead_of(request.workspace, pk)
    if found is None:
        raise Http404
    return found


@page("read")
def lead(request: PageRequest, pk: int) -> HttpResponse:
    """Show one lead."""
    found = _lead(request, pk)
    return _show_lead(request, found, _form(found))


def _show_lead(request: PageRequest, found: Lead, form: LeadForm) -> HttpResponse:
    return show(
        request,
        "do/lead.html",
        "leads",
        status=422 if form.errors else 200,
        lead=found,
        changes=changes_of(found),
        stages=stages(request.workspace),
        form=form,
        undo_days=DAYS,
        **history_of(request.workspace, f"lead:{found.pk}"),
    )


@page("work")
@require_POST
def save_lead(request: PageRequest, pk: int) -> HttpResponse:
    """Keep what was changed about a lead."""
    found = _lead(request, pk)
    form = _form(found, request.POST)
    if form.is_valid():
        try:
            rewrite_lead(found, Told(**form.cleaned_data))
        except SaidError as error:
            put_error(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("lead", workspace=request.workspace.slug, pk=pk)
    return _show_lead(request, _lead(request, pk), form)


@page("work")
@require_POST
def forget_lead(request: PageRequest, pk: int) -> HttpResponse:
    """Delete a lead; for some days that can be undone."""
    step = delete_lead(_lead(request, pk))
    says = _("Deleted. It is gone for good after %(days)s days; until then it can be undone.")
    say_done(request, says % {"days": DAYS}, step)
    return redirect("leads", workspace=request.workspace.slug)
