"""The plan app as Django knows it."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """Plan."""

    name = "milepost.plan"
    label = "plan"
