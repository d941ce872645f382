"""The review app as Django knows it."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Review."""

    name = "milepost.review"
    label = "review"
