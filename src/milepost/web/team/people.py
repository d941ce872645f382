"""The people of a workspace: their roles, invitations, and whether two-factor is asked of them."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from milepost.base.errors import SaidError
from milepost.team.access import ROLES
from milepost.team.members import (
    INVITATION_DAYS,
    change_role,
    end_invitation,
    invite,
    open_invitations,
    remove_member,
    require_two_factor,
    stop_requiring_two_factor,
)
from milepost.team.queries import members_of
from milepost.web.access import PageRequest, page, show

ROLE_WORDS = {
    "owner": gettext_lazy("owner: everything, people and deletion included"),
    "strategist": gettext_lazy("strategist: the plan, and all the work"),
    "manager": gettext_lazy("manager: posts, leads and readings; posts wait for approval"),
    "approver": gettext_lazy("approver: reads everything, approves posts"),
    "viewer": gettext_lazy("viewer: reads everything"),
}


class InviteForm(forms.Form):
    """Whom to invite, as what."""

    note = forms.CharField(
        label=gettext_lazy("Whom is it for?"),
        max_length=200,
        help_text=gettext_lazy("It stands in the record, as in “Ben, the photographer”."),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("As"), choices=[(role, ROLE_WORDS[role]) for role in reversed(ROLES)]
    )


@page("read")
def people(request: PageRequest) -> HttpResponse:
    """Show who belongs to the business."""
    return _shown(request)


def _shown(request: PageRequest, status: int = 200, **more: object) -> HttpResponse:
    values: dict[str, object] = {
        "members": members_of(request.workspace),
        "invitations": open_invitations(request.workspace),
        "roles": list(ROLES),
        "role_words": ROLE_WORDS.values(),
        "days": INVITATION_DAYS,
        "form": InviteForm(),
        **more,
    }
    return show(request, "team/people.html", "settings", status=status, **values)


@page("own")
@require_POST
def add_invitation(request: PageRequest) -> HttpResponse:
    """Make an invitation and show its link this once."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _shown(request, status=422, form=form)
    told = form.cleaned_data
    token = invite(request.workspace, role=told["role"], note_=told["note"], by=request.member.user)
    return _shown(request, link=address_of(request, token), for_whom=told["note"])


def address_of(request: HttpRequest, token: str) -> str:
    """Return an invitation's address as others can follow it."""
    path = reverse("join", args=[token])
    return (
        f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)
    )


@page("own")
@require_POST
def take_back(request: PageRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    try:
        end_invitation(request.workspace, pk)
    except SaidError as error:
        messages.error(request, error.says)
    else:
        messages.success(request, _("The invitation is taken back; its link leads nowhere."))
    return _back(request)


@page("own")
@require_POST
def set_role(request: PageRequest, pk: int) -> HttpResponse:
    """Give someone another role."""
    try:
        member = change_role(request.workspace, pk, request.POST.get("role", ""))
    except SaidError as error:
        messages.error(request, error.says)
    else:
        told = {"name": member.user, "role": member.role}
        messages.success(request, _("%(name)s is %(role)s now.") % told)
    return _back(request)


@page("own")
@require_POST
def let_go(request: PageRequest, pk: int) -> HttpResponse:
    """Let someone go."""
    return _removed(request, pk)


@page("read")
@require_POST
def leave(request: PageRequest) -> HttpResponse:
    """Leave the business oneself."""
    return _removed(request, request.member.pk)


def _removed(request: PageRequest, pk: int) -> HttpResponse:
    try:
        gone = remove_member(request.workspace, pk)
    except SaidError as error:
        messages.error(request, error.says)
        return _back(request)
    told = {"name": gone, "business": request.workspace.name}
    messages.success(request, _("%(name)s no longer belongs to %(business)s.") % told)
    return redirect("home") if gone == request.member.user else _back(request)


@page("own")
@require_POST
def two_factor(request: PageRequest) -> HttpResponse:
    """Ask two-factor sign-in of everyone here, or leave it to them."""
    try:
        if request.POST.get("required") == "on":
            require_two_factor(request.workspace, request.member.user)
        else:
            stop_requiring_two_factor(request.workspace)
    except SaidError as error:
        messages.error(request, error.says)
    else:
        messages.success(request, _("Saved."))
    return _back(request)


def _back(request: PageRequest) -> HttpResponse:
    return redirect("people", workspace=request.workspace.slug)
