"""Magnet pages, the leads they bring, and the stages leads go through."""

from typing import ClassVar

from django.db import models

from milepost.do.models.links import Link
from milepost.do.models.posts import Post
from milepost.plan.models import Magnet, Stage, Tactic
from milepost.team.models import User, Workspace


class MagnetPage(models.Model):
    """The page `/g/…` on which a magnet is given for an address."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="magnet_pages")
    magnet = models.OneToOneField(Magnet, models.CASCADE, related_name="page")
    slug = models.SlugField(max_length=80, unique=True)
    intro = models.TextField(blank=True)
    gift = models.TextField(blank=True)  # what is shown to those who asked
    consent = models.CharField(max_length=500)
    is_open = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.slug


class Lead(models.Model):
    """A person who asked for something, and the post and tactic that brought them."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="leads")
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    heard = models.CharField(max_length=300, blank=True)  # how they heard of us, in their words
    note = models.TextField(blank=True)
    magnet = models.ForeignKey(Magnet, models.SET_NULL, null=True, related_name="leads")
    link = models.ForeignKey(Link, models.SET_NULL, null=True, related_name="leads")
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="leads")
    tactic = models.ForeignKey(Tactic, models.SET_NULL, null=True, related_name="leads")
    stage = models.ForeignKey(Stage, models.SET_NULL, null=True, related_name="leads")
    consent = models.CharField(max_length=500, blank=True)  # the words they agreed to
    consent_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.SET_NULL, null=True)  # None: they asked themselves

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "asked_at", "id"], name="lead_in_order"),
            models.Index(fields=["workspace", "stage", "asked_at", "id"], name="lead_at_stage"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.phone


class StageChange(models.Model):
    """A lead reached a stage."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="changes")
    stage = models.ForeignKey(Stage, models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.SET_NULL, null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["stage", "at"], name="stage_change_by_stage")]

    def __str__(self) -> str:
        return f"{self.lead_id} reached {self.stage_id}"
