"""The engine app as Django knows it."""

from django.apps import AppConfig


class EngineConfig(AppConfig):
    """Engine."""

    name = "milepost.engine"
    label = "engine"
