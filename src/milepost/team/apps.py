"""The team app as Django knows it."""

from django.apps import AppConfig


class TeamConfig(AppConfig):
    """Team."""

    name = "milepost.team"
    label = "team"
