"""One's second factors: an authenticator app, passkeys, recovery codes; the steps are allauth's."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy

from milepost.team.signin import TwoFactorAdapter

ACCOUNT = reverse_lazy("account")

turn_on = ActivateTOTPView.as_view(template_name="team/two_factor_on.html")
turn_off = DeactivateTOTPView.as_view(template_name="team/two_factor_off.html", success_url=ACCOUNT)
recovery_codes = ViewRecoveryCodesView.as_view(template_name="team/recovery_codes.html")
new_recovery_codes = GenerateRecoveryCodesView.as_view(template_name="team/recovery_codes_new.html")
new_passkey = AddWebAuthnView.as_view(template_name="team/passkey_new.html")
rename_passkey = EditWebAuthnView.as_view(
    template_name="team/passkey_name.html", success_url=ACCOUNT
)


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """Remove a passkey, unless it is the last second factor where a business asks for one."""

    template_name = "team/passkey_remove.html"
    success_url = ACCOUNT

    def form_valid(self, form: Any) -> HttpResponse:
        passkey: Authenticator = self.get_object()
        if not TwoFactorAdapter().can_delete_authenticator(passkey):
            says = TwoFactorAdapter.error_messages["cannot_delete_authenticator"]
            messages.error(self.request, str(says))
            return redirect("account")
        answer: HttpResponse = super().form_valid(form)
        return answer


remove_passkey = RemovePasskey.as_view()
