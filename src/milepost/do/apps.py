"""The do app as Django knows it."""

from django.apps import AppConfig


class DoConfig(AppConfig):
    """Do."""

    name = "milepost.do"
    label = "do"
