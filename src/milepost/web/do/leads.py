"""The board of leads by stage, and the short form for when the phone rang."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from milepost.base.errors import SaidError
from milepost.do.actions.leads import Told, add_by_hand, move
from milepost.do.queries.leads import NO_STAGE, board, lead_of, leads_at, stage_of
from milepost.do.queries.lists import LongList
from milepost.plan.models import Tactic
from milepost.plan.queries import live_tactics
from milepost.web.access import PageRequest, page, show
from milepost.web.forms import number_of, offer, put_error
from milepost.web.undoing import say_done

PER_PAGE = 50


class PhoneForm(forms.Form):
    """What is known of someone who just called."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    contact = forms.CharField(label=_("Phone or e-mail"), max_length=254, required=False)
    tactic = forms.ChoiceField(label=_("Heard of us by"), required=False)
    heard = forms.CharField(label=_("In their own words"), max_length=300, required=False)

    def __init__(self, *args: Any, tactics: Iterable[Tactic], **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "tactic", tactic_choices(tactics))

    @property
    def told(self) -> Told:
        """What was written, as the action wants it."""
        said = dict(self.cleaned_data)
        contact = said.pop("contact")
        return Told(**said, **{"email" if "@" in contact else "phone": contact})


def tactic_choices(tactics: Iterable[Tactic]) -> list[tuple[str, str]]:
    """Return the tactics to choose from, and that it is not known."""
    return [("", str(_("not known"))), *((each.code, each.says) for each in tactics)]


@page("read")
def leads(request: PageRequest) -> HttpResponse:
    """Show the board."""
    return _show_board(request, PhoneForm(tactics=live_tactics(request.workspace)))


def _show_board(request: PageRequest, form: PhoneForm) -> HttpResponse:
    columns = board(request.workspace)
    return show(
        request,
        "do/leads.html",
        "leads",
        status=422 if form.errors else 200,
        columns=columns,
        has_funnels=len({each.stage.funnel for each in columns if each.stage}) > 1,
        form=form,
    )


@page("work")
@require_POST
def add_lead(request: PageRequest) -> HttpResponse:
    """Write down someone who called or came by."""
    form = PhoneForm(request.POST, tactics=live_tactics(request.workspace))
    if form.is_valid():
        try:
            lead = add_by_hand(request.workspace, form.told, request.member.user)
        except SaidError as error:
            _put_contact_error(form, error)
        else:
            return _back_to_board(request, lead.pk)
    return _show_board(request, form)


def _put_contact_error(form: PhoneForm, error: SaidError) -> None:
    where = "contact" if error.where in {"email", "phone"} else error.where
    put_error(form, SaidError(error.says, where=where))


def _back_to_board(request: PageRequest, pk: int) -> HttpResponse:
    return redirect(f"{reverse('leads', args=[request.workspace.slug])}#lead-{pk}")


@page("read")
def stage(request: PageRequest, column: int) -> HttpResponse:
    """Show all leads of one column, a page at a time."""
    here = stage_of(request.workspace, column)
    if here is None and column != NO_STAGE:
        raise Http404
    rows = LongList(leads_at(request.workspace, column))
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return show(request, "do/stage.html", "leads", stage=here, page=shown)


@page("work")
@require_POST
def move_lead(request: PageRequest, pk: int) -> HttpResponse:
    """Let a lead reach a stage; back to the page on which that was asked."""
    lead = lead_of(request.workspace, pk)
    wanted = number_of(request.POST.get("stage", ""))
    reached = None if wanted is None else stage_of(request.workspace, wanted)
    if lead is None or reached is None:
        raise Http404
    if step := move(lead, reached, request.member.user):
        says = _("%(lead)s stands in %(stage)s now.")
        say_done(request, says % {"lead": lead, "stage": reached.says}, step)
    if request.POST.get("back") == "lead":
        return redirect("lead", workspace=request.workspace.slug, pk=pk)
    return _back_to_board(request, pk)
