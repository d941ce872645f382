"""The plan's versions: what changed, and back to an older one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from milepost.base.errors import SaidError
from milepost.do.actions.plans import restore_version
from milepost.plan import queries
from milepost.plan.changes import changes
from milepost.web.access import PageRequest, page, show
from milepost.web.forms import number_of
from milepost.web.plan.dropped import posts_left_by
from milepost.web.plan.saving import say_saved


@page("read")
def versions(request: PageRequest) -> HttpResponse:
    """List all versions, the newest first."""
    found = Paginator(queries.versions(request.workspace), 50)
    return show(request, "plan/versions.html", "plan", page=found.get_page(request.GET.get("page")))


@page("read")
def version(request: PageRequest, number: int) -> HttpResponse:
    """Show what changed from one version to another: unless told, from the one before."""
    against = number_of(request.GET.get("against", ""))
    before_number = number - 1 if against is None else against
    after = queries.version_numbered(request.workspace, number)
    if after is None:
        raise Http404
    before = queries.version_numbered(request.workspace, before_number)
    newest = queries.current_version(request.workspace)
    return show(
        request,
        "plan/version.html",
        "plan",
        version=after,
        before=before,
        newest=newest.number if newest else number,
        changes=changes(queries.plan_of(before), queries.plan_of(after)) if before else None,
        left=posts_left_by(before, after),
    )


@page("plan")
@require_POST
def restore(request: PageRequest, number: int) -> HttpResponse:
    """Take an older version as the new one."""
    try:
        newest = queries.current_version(request.workspace)
        saved = restore_version(request.workspace, number, made_by=request.member.user)
    except SaidError as error:
        messages.error(request, error.says)
    else:
        done = _("Version %(old)s is the plan again, as version %(new)s.")
        says = done % {"old": number, "new": saved.number}
        say_saved(request, says, before=newest, version=saved)
    return redirect("plan", workspace=request.workspace.slug)
