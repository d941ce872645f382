"""Sign-in by password, second factor or passkey, and sign-out; the steps are django-allauth's."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django import forms
from django.contrib.auth import logout
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from milepost.team.mail import sends_mail
from milepost.team.signin import TwoFactorAdapter

TOO_OFTEN = "too_many_login_attempts"


class SignInForm(LoginForm):  # type: ignore[misc]
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("login", gettext_lazy("E-mail")),
            ("password", gettext_lazy("Password")),
        ):
            self.fields[name].label = label
            self.fields[name].help_text = ""
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs |= {"autocomplete": "username webauthn", "autofocus": ""}

    def clean_login(self) -> str:
        address: str = super().clean_login().lower()
        return address


class OddPasskey:
    """Tells of a passkey that is none in a sentence; the library stops at some of them."""

    def full_clean(self) -> None:
        try:
            super().full_clean()  # type: ignore[misc]
        except (KeyError, AttributeError, IndexError):
            error = TwoFactorAdapter().validation_error("incorrect_code")
            self.add_error("credential", error)  # type: ignore[attr-defined]


class SignInByPasskey(OddPasskey, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey in place of a password."""


class SecondFactorByPasskey(OddPasskey, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after a password."""


class ConfirmByPasskey(OddPasskey, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey to show who one is."""


class NewPasskey(OddPasskey, AddWebAuthnForm):  # type: ignore[misc]
    """A passkey that is added."""


class SignIn(LoginView):  # type: ignore[misc]
    """Sign in; what is wrong is said on top of the form."""

    template_name = "team/signin.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return {**super().get_context_data(**more), "mails": sends_mail()}

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        answer: HttpResponse = super().form_invalid(form)
        answer.status_code = 429 if form.has_error(NON_FIELD_ERRORS, TOO_OFTEN) else 422
        return answer


signin = SignIn.as_view()
second_factor = AuthenticateView.as_view(template_name="team/second_factor.html")
by_passkey = LoginWebAuthnView.as_view()
confirm = ReauthenticateView.as_view(template_name="team/confirm.html")
confirm_by_code = ReauthenticateByCodeView.as_view(template_name="team/confirm.html")
confirm_by_passkey = ReauthenticateWebAuthnView.as_view(template_name="team/confirm.html")


@require_POST
def signout(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return redirect("account_login")
