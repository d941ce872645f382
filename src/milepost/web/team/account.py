"""One's own account: name, password, second factors, and where one is signed in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from milepost.base.errors import SaidError
from milepost.team.actions import rename_user, set_password
from milepost.team.devices import device_words
from milepost.team.models import User
from milepost.team.queries import workspaces_requiring_two_factor
from milepost.team.signin import tell_of_change
from milepost.web.access import user_of
from milepost.web.forms import put_error


class NameForm(forms.Form):
    """How one is called here."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class PasswordForm(forms.Form):
    """A new password."""

    password = forms.CharField(
        label=gettext_lazy("New password"),
        help_text=gettext_lazy("At least twelve characters; a sentence you can remember is best."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@dataclass(frozen=True)
class Device:
    """Something one is signed in on."""

    pk: int
    words: str
    ip: str
    since: datetime
    seen: datetime
    is_current: bool


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show one's account, and change the name."""
    user = user_of(request)
    form = NameForm(request.POST or None, initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        try:
            rename_user(user, form.cleaned_data["name"])
        except SaidError as error:
            put_error(form, error)
        else:
            messages.success(request, _("Your name is changed."))
            return redirect("account")
    return render(
        request,
        "team/account.html",
        {"form": form, **_factors(user), "devices": _devices(user)},
        status=422 if form.errors else 200,
    )


def _factors(user: User) -> dict[str, object]:
    """Return what the user signs in with beside a password."""
    found = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
    codes = next((each for each in found if each.type == Authenticator.Type.RECOVERY_CODES), None)
    return {
        "app": next((each for each in found if each.type == Authenticator.Type.TOTP), None),
        "passkeys": [each for each in found if each.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
        "required_by": workspaces_requiring_two_factor(user),
    }


def _devices(user: User) -> list[Device]:
    """Return where the user is signed in, this device first, then the latest seen."""
    found = [
        Device(
            pk=each.pk,
            words=device_words(each.user_agent),
            ip=each.ip,
            since=each.created_at,
            seen=each.last_seen_at,
            is_current=each.is_current(),
        )
        for each in UserSession.objects.purge_and_list(user)
    ]
    return sorted(found, key=lambda each: (not each.is_current, -each.seen.timestamp()))


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def password(request: HttpRequest) -> HttpResponse:
    """Set a new password; wherever else one is signed in, that ends."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = user_of(request)
        try:
            set_password(user, form.cleaned_data["password"])
        except SaidError as error:
            put_error(form, error)
        else:
            update_session_auth_hash(request, user)
            tell_of_change(user, _("A new password was set."))
            messages.success(request, _("Your new password is set, and other devices signed out."))
            return redirect("account")
    status = 422 if form.errors else 200
    return render(request, "team/password.html", {"form": form}, status=status)


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign a device out."""
    found = UserSession.objects.filter(user=user_of(request), pk=pk).first()
    if found is None:
        raise Http404
    found.end()
    messages.success(request, _("That device is signed out."))
    return redirect("account")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign every other device out."""
    end_other_sessions(request, user_of(request))
    messages.success(request, _("Every other device is signed out."))
    return redirect("account")
