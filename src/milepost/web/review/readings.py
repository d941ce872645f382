"""Readings: what was counted, where it came from, and the way in for more."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from milepost.base.errors import SaidError
from milepost.plan.outline import Plan
from milepost.plan.queries import current_plan
from milepost.review.actions import Imported, add_reading, import_readings
from milepost.review.queries import (
    Wanted,
    export_readings,
    listed_readings,
    readings_wanted,
    sum_of,
)
from milepost.review.series import is_flow
from milepost.web.access import PageRequest, page, show, today_of
from milepost.web.forms import put_error
from milepost.web.review.forms import ANYTHING, FilterForm, ImportForm, ReadingForm, wanted_of

_PER_PAGE = 50


@page("read")
def readings(request: PageRequest) -> HttpResponse:
    """List the readings that are asked for, the newest first."""
    return _shown(request, 200)


def _shown(request: PageRequest, status: int, **forms: Any) -> HttpResponse:
    current = current_plan(request.workspace)
    if current is None:
        return show(request, "review/readings.html", "review", status=status, plan=None)
    wanted = wanted_of(request.GET)
    rows = listed_readings(request.workspace, wanted)
    first = {"day": today_of(request.workspace).isoformat(), "measure": wanted.measure}
    values = {
        "plan": current.plan,
        "page": Paginator(rows, _PER_PAGE).get_page(request.GET.get("page")),
        "total": _total(request, current.plan, wanted),
        "filters": FilterForm(current.plan, initial=_asked(wanted)),
        "is_filtered": wanted != Wanted(),
        "import_form": ImportForm(),
        "reading_form": ReadingForm(current.plan, initial=first),
    }
    return show(request, "review/readings.html", "review", status=status, **{**values, **forms})


def _total(request: PageRequest, plan: Plan, wanted: Wanted) -> float | None:
    """Add up where the sum means something: one flow, of parts that do not hold each other."""
    if wanted.measure is None or wanted.of is None or not is_flow(plan, wanted.measure):
        return None
    return sum_of(readings_wanted(request.workspace, wanted))


def _asked(wanted: Wanted) -> dict[str, Any]:
    of = wanted.of[0] if wanted.of else ANYTHING
    return {"measure": wanted.measure, "of": of, "since": wanted.since, "until": wanted.until}


@page("work")
@require_POST
def take_file(request: PageRequest) -> HttpResponse:
    """Take a file or a text of readings; nothing is saved while a line is bad."""
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            taken = import_readings(request.workspace, form.readings_text())
        except SaidError as error:
            put_error(form, SaidError(_sentence(error), where=error.where))
        else:
            return _taken(request, taken)
    return _shown(request, 422, import_form=form)


def _sentence(error: SaidError) -> str:
    """Return an error with the line it is about, but without the name of a form's field."""
    line = getattr(error, "line", None)
    return _("Line %(line)s: %(says)s") % {"line": line, "says": error.says} if line else error.says


@page("work")
@require_POST
def add(request: PageRequest) -> HttpResponse:
    """Take one reading."""
    current = current_plan(request.workspace)
    if current is None:
        raise Http404
    form = ReadingForm(current.plan, request.POST)
    if form.is_valid():
        try:
            taken = add_reading(request.workspace, **form.cleaned_data)
        except SaidError as error:
            form.add_error(None, error.says)
        else:
            return _taken(request, taken)
    return _shown(request, 422, reading_form=form)


def _taken(request: PageRequest, taken: Imported) -> HttpResponse:
    """Say what was taken, and what of it no review can know yet."""
    says = _("Taken: %(added)s new readings, %(changed)s changed.")
    messages.success(request, says % {"added": taken.added, "changed": taken.changed})
    if taken.to_come:
        says = ngettext(
            "One of them is of a day to come and counts from then on. Is its year right?",
            "%(count)s of them are of days to come and count from then on. Is their year right?",
            taken.to_come,
        )
        messages.warning(request, says % {"count": taken.to_come})
    return redirect("readings", workspace=request.workspace.slug)


@page("read")
def download(request: PageRequest) -> HttpResponse:
    """Give all readings as a file."""
    answer = HttpResponse(
        export_readings(request.workspace), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{request.workspace.slug}-readings.csv"'
    return answer
