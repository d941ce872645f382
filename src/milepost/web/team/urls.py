"""Addresses of sign-in, the first page and the settings of a workspace."""

from django.urls import path

from milepost.web.team import bring, ending, everything, health, home, link, settings, signin

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.health, name="health"),
    path("signin/", signin.signin, name="signin"),
    path("signin/<str:token>/", link.link, name="signin-link"),
    path("signout/", signin.signout, name="signout"),
    path("account/", signin.account, name="account"),
    path("import/", bring.bring, name="bring"),
    path("w/<slug:workspace>/settings/", settings.settings, name="settings"),
    path("w/<slug:workspace>/settings/channels/", settings.connect, name="connect"),
    path(
        "w/<slug:workspace>/settings/channels/<int:pk>/close/", settings.close, name="close-channel"
    ),
    path("w/<slug:workspace>/settings/labels/", settings.labels, name="labels"),
    path("w/<slug:workspace>/settings/tokens/", settings.add_token, name="add-token"),
    path("w/<slug:workspace>/settings/tokens/<int:pk>/end/", settings.end_token, name="end-token"),
    path("w/<slug:workspace>/settings/data/", everything.everything, name="everything"),
    path(
        "w/<slug:workspace>/settings/data/everything.zip",
        everything.take_everything,
        name="take-everything",
    ),
    path("w/<slug:workspace>/settings/data/delete/", ending.end, name="end-workspace"),
]
