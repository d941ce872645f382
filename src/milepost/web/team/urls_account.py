"""Addresses of sign-in and of one's own account; the names django-allauth asks for are its own."""

from django.urls import path
from django.views.generic import RedirectView

from milepost.web.team import account, ask_link, join, link, signin, two_factor

_TO_ACCOUNT = RedirectView.as_view(pattern_name="account")

urlpatterns = [
    path("signin/", signin.signin, name="account_login"),
    path("signin/second/", signin.second_factor, name="mfa_authenticate"),
    path("signin/passkey/", signin.by_passkey, name="mfa_login_webauthn"),
    path("signin/link/", ask_link.ask_link, name="ask-link"),
    path("signin/<str:token>/", link.link, name="signin-link"),
    path("signout/", signin.signout, name="account_logout"),
    path("join/<str:token>/", join.join, name="join"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/sessions/end/", account.end_others, name="end-other-sessions"),
    path("account/sessions/<int:pk>/end/", account.end_session, name="end-session"),
    path("account/confirm/", signin.confirm, name="account_reauthenticate"),
    path("account/confirm/code/", signin.confirm_by_code, name="mfa_reauthenticate"),
    path("account/confirm/passkey/", signin.confirm_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("account/two-factor/", _TO_ACCOUNT, name="mfa_index"),
    path("account/app/", two_factor.turn_on, name="mfa_activate_totp"),
    path("account/app/off/", two_factor.turn_off, name="mfa_deactivate_totp"),
    path("account/codes/", two_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/codes/new/", two_factor.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/passkeys/", _TO_ACCOUNT, name="mfa_list_webauthn"),
    path("account/passkeys/new/", two_factor.new_passkey, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/", two_factor.rename_passkey, name="mfa_edit_webauthn"),
    path(
        "account/passkeys/<int:pk>/remove/", two_factor.remove_passkey, name="mfa_remove_webauthn"
    ),
]
