"""How django-allauth signs people in here: by invitation only, its secrets encrypted."""

import logging
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from cryptography.fernet import InvalidToken
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.team.devices import device_words
from milepost.team.mail import sends_mail, write_mail
from milepost.team.models import User, Workspace
from milepost.team.secrets import seal_text, unseal_text

_SEEN, _QUARTER_SECONDS = "seen_at", 15 * 60

log = logging.getLogger(__name__)
# What changed, by the last part of the path of allauth's own mail.
_CHANGES = {
    "totp_activated": _("An authenticator app was set up."),
    "totp_deactivated": _("The authenticator app was turned off."),
    "recovery_codes_generated": _("New recovery codes were made."),
    "webauthn_added": _("A passkey was added."),
    "webauthn_removed": _("A passkey was removed."),
}
_ADVICE = _(
    "Was it you? Then all is well. If not: sign in, sign every other device out, choose a new "
    "password, and look at your second factors. Ask whoever runs this Milepost if you cannot."
)


def tell_of_change(user: User, says: object) -> None:
    """Tell a user by mail that how they sign in was changed, where mail is sent at all."""
    if sends_mail():
        text = f"{says}\n\n{_ADVICE}\n"
        write_mail(user, subject=str(_("Your sign-in to Milepost was changed")), text=text)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Lets nobody sign up by themselves, and says what is wrong in our words."""

    error_messages = {  # noqa: RUF012  the library's own name and shape
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-mail and password do not belong together. Try again."),
        "too_many_login_attempts": _("Too many tries. Wait a quarter of an hour, then try again."),
        "incorrect_password": _("This is not your password. Try again."),
    }

    def is_safe_url(self, url: str | None) -> bool:
        """Tell whether one may be led there: to a path of ours, spelt as one."""
        if not url or not url.startswith("/") or url[1:2] in {"/", "\\"} or not url.isprintable():
            return False
        return bool(super().is_safe_url(url))

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign a user in for good, and log it: who watches the log sees what is unusual."""
        super().login(request, user)
        request.session[_SEEN] = time.time()
        log.info("user %s signed in from %s", user.pk, self.get_client_ip(request))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log a refused try, without what was typed."""
        log.info("a password was refused from %s", self.get_client_ip(request))

    def send_notification_mail(
        self, template_prefix: str, user: User, context: object = None, email: object = None
    ) -> None:
        """Tell a user by mail that how they sign in was changed; allauth names what by a path."""
        tell_of_change(user, _CHANGES[template_prefix.rpartition("/")[2]])

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
        """Decrypt what `encrypt` made; 403 in a sentence where its key is not here."""
        try:
            return unseal_text(encrypted_text)
        except InvalidToken:
            raise PermissionDenied(
                "The key that second factors are encrypted with is not here. Whoever runs this "
                "Milepost puts it back (encryption.key), or lets you in without: "
                "milepost signin --user YOUR-E-MAIL --forget-second-factor"
            ) from None

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


def note_seen(request: HttpRequest) -> None:
    """Remember, to a quarter of an hour, when a device was last seen."""
    seen = request.session.get(_SEEN)
    if seen and time.time() - seen > _QUARTER_SECONDS:
        request.session[_SEEN] = time.time()
        rows = UserSession.objects.filter(session_key=request.session.session_key)
        rows.update(last_seen_at=timezone.now())


@transaction.atomic
def forget_second_factors(user: User) -> int:
    """Let a user sign in without second factor and passkeys; return how many those were."""
    count = Authenticator.objects.filter(user=user).delete()[0]
    tell_of_change(user, _("Whoever runs Milepost removed your second factors."))
    return int(count)


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
