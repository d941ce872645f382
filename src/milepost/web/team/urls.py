"""Addresses of the first page, and of the settings of a workspace."""

from django.urls import include, path

from milepost.web.team import (
    bring,
    clients,
    ending,
    everything,
    health,
    home,
    people,
    record,
    settings,
)

_OF_WORKSPACE = [
    path("record/", record.record, name="record"),
    path("undo/<int:pk>/", record.undo, name="undo"),
    path("settings/", settings.settings, name="settings"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/invite/", people.add_invitation, name="add-invitation"),
    path(
        "settings/people/invitations/<int:pk>/end/",
        people.take_back,
        name="end-invitation",
    ),
    path("settings/people/<int:pk>/role/", people.set_role, name="set-role"),
    path("settings/people/<int:pk>/go/", people.let_go, name="let-go"),
    path("settings/people/leave/", people.leave, name="leave"),
    path("settings/people/two-factor/", people.two_factor, name="require-two-factor"),
    path("settings/channels/", settings.connect, name="connect"),
    path("settings/channels/<int:pk>/close/", settings.close, name="close-channel"),
    path("settings/labels/", settings.labels, name="labels"),
    path("settings/tokens/", settings.add_token, name="add-token"),
    path("settings/tokens/<int:pk>/end/", settings.end_token, name="end-token"),
    path("settings/data/", everything.everything, name="everything"),
    path("settings/data/everything.zip", everything.take_everything, name="take-everything"),
    path("settings/data/delete/", ending.end, name="end-workspace"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.health, name="health"),
    path("", include("milepost.web.team.urls_account")),
    path("clients/new/", clients.new_client, name="new-client"),
    path("import/", bring.bring, name="bring"),
    path("w/<slug:workspace>/", include(_OF_WORKSPACE)),
]
