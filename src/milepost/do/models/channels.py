"""Accounts and pages of ours, and the labels by which the plan calls them."""

from typing import ClassVar

from django.db import models

from milepost.team.models import Workspace


class Channel(models.Model):
    """One account or page of ours on a network."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="channels")
    network = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=500, blank=True)
    sealed_access = models.TextField(blank=True)  # encrypted, see team.secrets
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Label(models.Model):
    """What the plan calls a channel: `wordpress` there is this channel here."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="labels")
    label = models.CharField(max_length=200)
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="labels")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "label"], name="label_once")
        ]

    def __str__(self) -> str:
        return self.label
