"""The first page: the workspace of who is signed in, or the choice among several."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from milepost.team.queries import memberships
from milepost.web.access import user_of


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Go to the only workspace, or show all of them."""
    own = list(memberships(user_of(request)))
    if len(own) == 1:
        return redirect("today", workspace=own[0].workspace.slug)
    return render(request, "team/home.html", {"memberships": own})
