"""Who may see a page: members of its workspace with the right role; strangers find nothing."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.base.clock import day_in
from milepost.team.access import may
from milepost.team.models import Member, User, Workspace
from milepost.team.queries import memberships
from milepost.team.record import Actor, acting
from milepost.team.signin import has_two_factor, note_seen


class PageRequest(HttpRequest):
    """A request for a page of a workspace, by one of its members."""

    member: Member
    workspace: Workspace
    workspaces: list[Workspace]  # all that the member belongs to


View = Callable[..., HttpResponseBase]


def page(what: str) -> Callable[[View], View]:
    """Let members through whose role may do `what`; they find member and workspace on the request.

    Signed out: to the sign-in page. A stranger: 404. A member without the right: 403.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, workspace: str, **parts: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            own = list(memberships(request.user))
            member = next((each for each in own if each.workspace.slug == workspace), None)
            if member is None:
                raise Http404
            if not may(member.role, what):
                raise PermissionDenied(f"Your role here ({member.role}) may not do this.")
            request.member, request.workspace = member, member.workspace
            if member.workspace.requires_two_factor and not has_two_factor(member.user):
                return _ask_second_factor(request)
            request.workspaces = [each.workspace for each in own]
            note_seen(request)
            with acting(Actor(str(member.user), member.user)):
                return view(request, **parts)

        return guarded

    return wrap


def _ask_second_factor(request: PageRequest) -> HttpResponse:
    says = _("%(name)s asks for two-factor sign-in: set up an authenticator app or a passkey.")
    messages.warning(request, says % {"name": request.workspace.name})
    return redirect("account")


def show(
    request: PageRequest, template: str, here: str, *, status: int = 200, **values: Any
) -> HttpResponse:
    """Render a page of the workspace; `here` is its place in the navigation."""
    workspace = request.workspace
    banner = "Example data: made up to look around in." if workspace.is_example else ""
    context = {
        "workspace": workspace,
        "member": request.member,
        "here": here,
        "banner": banner,
        "today": today_of(workspace),
        "workspaces": request.workspaces,
        "may": {
            each: may(request.member.role, each) for each in ("plan", "work", "approve", "own")
        },
        **values,
    }
    with timezone.override(workspace.timezone):
        return render(request, template, context, status=status)


def user_of(request: HttpRequest) -> User:
    """Return who is signed in; 403 for nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied("Sign in first.")
    return request.user


def today_of(workspace: Workspace) -> date:
    """Return the day it is in the workspace's zone."""
    return day_in(workspace.timezone, timezone.now())
