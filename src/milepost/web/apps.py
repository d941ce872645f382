"""The web app as Django knows it."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Web."""

    name = "milepost.web"
    label = "web"
