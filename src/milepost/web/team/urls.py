"""Addresses of sign-in, the first page and the settings of a workspace."""

from django.urls import path
from django.views.generic import RedirectView

from milepost.web.team import (
    account,
    clients,
    health,
    home,
    join,
    link,
    people,
    record,
    settings,
    signin,
    two_factor,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.health, name="health"),
    # The names that django-allauth asks for are its own.
    path("signin/", signin.signin, name="account_login"),
    path("signin/second/", signin.second_factor, name="mfa_authenticate"),
    path("signin/passkey/", signin.by_passkey, name="mfa_login_webauthn"),
    path("signin/<str:token>/", link.link, name="signin-link"),
    path("signout/", signin.signout, name="account_logout"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/sessions/end/", account.end_others, name="end-other-sessions"),
    path("account/sessions/<int:pk>/end/", account.end_session, name="end-session"),
    path("account/confirm/", signin.confirm, name="account_reauthenticate"),
    path("account/confirm/code/", signin.confirm_by_code, name="mfa_reauthenticate"),
    path("account/confirm/passkey/", signin.confirm_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("account/two-factor/", RedirectView.as_view(pattern_name="account"), name="mfa_index"),
    path("account/app/", two_factor.turn_on, name="mfa_activate_totp"),
    path("account/app/off/", two_factor.turn_off, name="mfa_deactivate_totp"),
    path("account/codes/", two_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/codes/new/", two_factor.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path(
        "account/passkeys/", RedirectView.as_view(pattern_name="account"), name="mfa_list_webauthn"
    ),
    path("account/passkeys/new/", two_factor.new_passkey, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/", two_factor.rename_passkey, name="mfa_edit_webauthn"),
    path(
        "account/passkeys/<int:pk>/remove/", two_factor.remove_passkey, name="mfa_remove_webauthn"
    ),
    path("join/<str:token>/", join.join, name="join"),
    path("clients/new/", clients.new_client, name="new-client"),
    path("w/<slug:workspace>/settings/", settings.settings, name="settings"),
    path("w/<slug:workspace>/settings/people/", people.people, name="people"),
    path(
        "w/<slug:workspace>/settings/people/invite/", people.add_invitation, name="add-invitation"
    ),
    path(
        "w/<slug:workspace>/settings/people/invitations/<int:pk>/end/",
        people.take_back,
        name="end-invitation",
    ),
    path("w/<slug:workspace>/settings/people/<int:pk>/role/", people.set_role, name="set-role"),
    path("w/<slug:workspace>/settings/people/<int:pk>/go/", people.let_go, name="let-go"),
    path("w/<slug:workspace>/settings/people/leave/", people.leave, name="leave"),
    path(
        "w/<slug:workspace>/settings/people/two-factor/",
        people.two_factor,
        name="require-two-factor",
    ),
    path("w/<slug:workspace>/settings/channels/", settings.connect, name="connect"),
    path(
        "w/<slug:workspace>/settings/channels/<int:pk>/close/", settings.close, name="close-channel"
    ),
    path("w/<slug:workspace>/settings/labels/", settings.labels, name="labels"),
    path("w/<slug:workspace>/record/", record.record, name="record"),
    path("w/<slug:workspace>/undo/<int:pk>/", record.undo, name="undo"),
    path("w/<slug:workspace>/settings/tokens/", settings.add_token, name="add-token"),
    path("w/<slug:workspace>/settings/tokens/<int:pk>/end/", settings.end_token, name="end-token"),
]
