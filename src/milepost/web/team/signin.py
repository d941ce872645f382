"""Sign-in by password, sign-out, and one's own account."""

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from milepost.base.errors import SaidError
from milepost.engine.rates import admit
from milepost.team.actions import set_password
from milepost.web.access import user_of
from milepost.web.forms import put_error
from milepost.web.public.visitor import sender_ip


class SignInForm(forms.Form):
    """E-mail and password."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def signin(request: HttpRequest) -> HttpResponse:
    """Sign in; ten tries a quarter of an hour for each address and each e-mail."""
    if request.user.is_authenticated:
        return redirect("home")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _is_too_often(request, form.cleaned_data["email"]):
            form.add_error(None, _("Too many tries. Wait a quarter of an hour, then try again."))
            return _shown(request, form, status=429)
        user = authenticate(
            request,
            username=form.cleaned_data["email"],
            password=form.cleaned_data["password"],
        )
        if user is not None:
            login(request, user)
            return redirect(_next(request))
        form.add_error(None, _("E-mail and password do not belong together. Try again."))
    return _shown(request, form)


def _shown(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return render(request, "team/signin.html", {"form": form, "next": wanted}, status=status)


def _is_too_often(request: HttpRequest, email: str) -> bool:
    now = timezone.now()
    keys = (f"signin:{sender_ip(request)}", f"signin:{email.lower()}")
    waits = [admit(key, count=10, seconds=900, burst=10, now=now) for key in keys]
    return any(wait is not None for wait in waits)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and own else "/"


@require_POST
def signout(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return redirect("signin")


class PasswordForm(forms.Form):
    """A new password."""

    password = forms.CharField(
        label=gettext_lazy("New password"),
        help_text=gettext_lazy("At least ten characters; a sentence you can remember is best."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """One's own password."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_password(user_of(request), form.cleaned_data["password"])
        except SaidError as error:
            put_error(form, error)
        else:
            update_session_auth_hash(request, user_of(request))
            messages.success(request, _("Your new password is set."))
            return redirect("home")
    return render(request, "team/account.html", {"form": form})
