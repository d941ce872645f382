"""One slot: write its post, say that its task is done, move it, or leave it out with a reason."""

from datetime import date, time
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.base.clock import instant
from milepost.base.errors import SaidError
from milepost.do.actions.slots import mark_done, move_slot, reopen_slot, skip_slot
from milepost.do.calendar import Entry, is_near
from milepost.do.queries.calendar import slot_named
from milepost.plan.queries import current_plan
from milepost.web.access import PageRequest, page, show, today_of
from milepost.web.forms import put_error


class SlotForm(forms.Form):
    """What may be done with a slot."""

    why = forms.CharField(label=gettext_lazy("Why it is left out"), required=False, max_length=300)
    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


@page("work")
def slot(request: PageRequest, name: str) -> HttpResponse:
    """Show one slot, or do what was asked with it."""
    entry = slot_named(request.workspace, name, today=today_of(request.workspace))
    if entry is None:
        raise Http404
    at = timezone.localtime(entry.at, ZoneInfo(request.workspace.timezone)) if entry.at else None
    form = SlotForm(request.POST or None, initial={"day": entry.day, "time": at and at.time()})
    if request.method == "POST" and form.is_valid():
        try:
            says = _act(request, entry, form.cleaned_data)
        except SaidError as error:
            put_error(form, error)
        else:
            messages.success(request, says)
            back = "today" if request.POST.get("back") == "today" else "calendar"
            return redirect(back, workspace=request.workspace.slug)
    current = current_plan(request.workspace)
    return show(
        request,
        "do/slot.html",
        "calendar",
        status=422 if form.errors else 200,
        entry=entry,
        form=form,
        tactic=current.plan.find(entry.tactic) if current else None,
    )


def _act(request: PageRequest, entry: Entry, told: dict[str, object]) -> str:
    workspace, act = request.workspace, request.POST.get("act", "")
    if act == "done":
        mark_done(workspace, entry.slot)
        return _("Done. It counts for its tactic.")
    if act == "skip":
        skip_slot(workspace, entry.slot, str(told["why"] or ""))
        return _("Left out, and counted as such.")
    if act == "reopen":
        reopen_slot(workspace, entry.slot)
        return _("Open again.")
    day, at = told["day"], told["time"]
    if not isinstance(day, date) or not isinstance(at, time):
        missing = "time" if isinstance(day, date) else "day"
        raise SaidError(_("Say to which day and time it moves."), where=missing)
    if day < today_of(workspace) or not is_near(day):
        raise SaidError(_("Choose a day to come."), where="day")
    move_slot(workspace, entry.slot, instant(day, at, workspace.timezone))
    return _("Moved.")
