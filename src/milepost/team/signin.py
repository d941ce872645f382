"""How django-allauth signs people in here: by invitation only, its secrets encrypted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from milepost.team.devices import device_words
from milepost.team.models import User, Workspace
from milepost.team.secrets import seal_text, unseal_text


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Lets nobody sign up by themselves, and says what is wrong in our words."""

    error_messages = {  # noqa: RUF012  the library's own name and shape
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-mail and password do not belong together. Try again."),
        "too_many_login_attempts": _("Too many tries. Wait a quarter of an hour, then try again."),
        "incorrect_password": _("This is not your password. Try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell that people are invited instead."""
        return False

    def reauthenticate(self, user: User, password: str) -> bool:
        """Tell whether this is the password of who is signed in; guessing is limited."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk


class TwoFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of authenticator apps and recovery codes encrypted."""

    error_messages = {  # noqa: RUF012  the library's own name and shape
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Wait for the next one and try again."),
        "cannot_delete_authenticator": _(
            "A business of yours asks for two-factor sign-in, so your last second factor stays."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret for the database."""
        return seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt what `encrypt` made."""
        return unseal_text(encrypted_text)

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002
        """Return what a new passkey is called unless told: where it was made."""
        return device_words(context.request.headers.get("User-Agent", ""))

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Tell whether a second factor may go: not the last one where a business asks for it."""
        user = authenticator.user
        kinds = [authenticator.Type.TOTP, authenticator.Type.WEBAUTHN]
        others = type(authenticator).objects.filter(user=user, type__in=kinds)
        if others.exclude(pk=authenticator.pk).exists():
            return True
        return not Workspace.objects.filter(members__user=user, requires_two_factor=True).exists()


def has_two_factor(user: User) -> bool:
    """Tell whether a user signs in with a second factor or a passkey."""
    return bool(is_mfa_enabled(user, ["totp", "webauthn"]))


def sign_in(request: HttpRequest, user: User, *, by: str) -> HttpResponse:
    """Sign a user in who showed what we ask for, through their second factor where they have one.

    by: how they came, as in "link".
    """
    record_authentication(request, user, method=by)
    answer: HttpResponse = perform_login(request, Login(user=user))
    return answer
