"""The record of a workspace: who did what, when, and which steps can still be undone."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from milepost.base.errors import SaidError
from milepost.do.actions.undo import RIGHTS, undo_step
from milepost.plan.outline import KINDS
from milepost.plan.queries import current_version
from milepost.team.access import may
from milepost.team.record_queries import doers_of, record_of
from milepost.team.undo import DAYS, steps_of, steps_open
from milepost.web.access import PageRequest, page, show
from milepost.web.history import lines_of
from milepost.web.places import places_of
from milepost.web.plan.dropped import left_words, posts_left_by

_PER_PAGE = 50
_MOST_STEPS = 10
PLAN_KINDS = ("plan", "business", "funnel", *KINDS)
# What the filter offers: a word for the address, what a page calls it, the kinds of part.
GROUPS = {
    "plan": (gettext_lazy("the plan"), PLAN_KINDS),
    "slots": (gettext_lazy("planned posts"), ("slot",)),
    "posts": (gettext_lazy("posts"), ("post",)),
    "leads": (gettext_lazy("leads"), ("lead",)),
    "channels": (gettext_lazy("channels"), ("channel", "label")),
    "readings": (gettext_lazy("readings"), ("readings",)),
    "people": (gettext_lazy("people and tokens"), ("people", "member", "token")),
}


@page("read")
def record(request: PageRequest) -> HttpResponse:
    """Show the record, newest first: all of it, or what was asked for."""
    part, of, by = (_asked(request, name) for name in ("part", "of", "by"))
    kinds = GROUPS[of][1] if of in GROUPS else ()
    rows = record_of(request.workspace, part or None, kinds=kinds, by=by)
    found = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    steps = list(steps_open(request.workspace)[:_MOST_STEPS])
    return show(
        request,
        "team/record.html",
        "record",
        page=found,
        lines=lines_of(request.workspace, found, places_of(request, [row.part for row in found])),
        groups=[(name, words) for name, (words, _kinds) in GROUPS.items()],
        doers=doers_of(request.workspace),
        part=part,
        of=of,
        by=by,
        is_filtered=bool(part or of or by),
        steps=[step for step in steps if may(request.member.role, RIGHTS[step.kind])],
        undo_days=DAYS,
    )


def _asked(request: PageRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()


@page("read")
@require_POST
def undo(request: PageRequest, pk: int) -> HttpResponse:
    """Undo a step, where one may do the step itself; back to what it was about."""
    step = steps_of(request.workspace).filter(pk=pk).first()
    if step is None:
        raise Http404
    if not may(request.member.role, RIGHTS[step.kind]):
        raise PermissionDenied(f"Your role here ({request.member.role}) may not do this.")
    before = current_version(request.workspace)
    try:
        part = undo_step(request.workspace, pk, by=request.member.user)
    except SaidError as error:
        messages.error(request, error.says)
        return redirect("record", workspace=request.workspace.slug)
    messages.success(request, _("Undone: %(says)s.") % {"says": step.says})
    version = current_version(request.workspace)
    if version and (left := posts_left_by(before, version)):
        messages.warning(request, left_words(request.workspace, version, left))
    place = places_of(request, [part]).get(part)
    return redirect(place or reverse("record", args=[request.workspace.slug]))
