"""The first page: the workspace of who is signed in, or all their clients, one line each."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from milepost.do.queries.clients import Work, work_of
from milepost.review.queries import behind_of
from milepost.team.models import Member
from milepost.team.queries import memberships
from milepost.team.signin import has_two_factor
from milepost.web.access import user_of


@dataclass(frozen=True)
class Client:
    """One line: a workspace, what its work asks for, and which objectives are behind.

    behind: id and words of each; None while its review is not reckoned yet.
    """

    member: Member
    work: Work
    behind: list[tuple[str, str]] | None

    @property
    def urgency(self) -> tuple[int, int, int]:
        """What failed comes first, then what waits, then what is behind."""
        return -self.work.failed, -self.work.waiting, -len(self.behind or ())


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Go to the only workspace, or show all of them."""
    own = list(memberships(user_of(request)))
    if len(own) == 1 and "all" not in request.GET:
        return redirect("today", workspace=own[0].workspace.slug)
    workspaces = [each.workspace for each in own]
    has_factor = has_two_factor(user_of(request))
    shut = {each.pk for each in workspaces if each.requires_two_factor and not has_factor}
    work, behind = work_of(workspaces, timezone.now()), behind_of(workspaces)
    clients = [Client(each, work[each.workspace_id], behind.get(each.workspace_id)) for each in own]
    values = {
        "clients": sorted(clients, key=lambda each: each.urgency),
        "shut": shut,
        "may_add": any(each.role == "owner" for each in own),
    }
    return render(request, "team/home.html", values)
