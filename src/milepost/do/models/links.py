"""Tracked links and their clicks; of visitors only a hash is kept, salted anew each day."""

from typing import ClassVar

from django.db import models

from milepost.do.models.posts import Delivery, Post
from milepost.plan.models import Strategy, Tactic
from milepost.team.models import Workspace


class Link(models.Model):
    """A tracked address `/l/code` that knows its post, tactic and strategy."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="links")
    code = models.CharField(max_length=16, unique=True)
    target = models.CharField(max_length=1000)
    delivery = models.OneToOneField(Delivery, models.CASCADE, null=True, related_name="link")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="links")
    tactic = models.ForeignKey(Tactic, models.SET_NULL, null=True)
    strategy = models.ForeignKey(Strategy, models.SET_NULL, null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "made_at", "id"], name="link_in_order")
        ]

    def __str__(self) -> str:
        return self.code


class Click(models.Model):
    """Someone or something followed a link.

    kind: person, bot, preview or own (one of us). is_first: the first time that visitor came by
    this link that day; only first clicks of persons are counted.
    """

    link = models.ForeignKey(Link, models.CASCADE, related_name="clicks")
    at = models.DateTimeField()
    day = models.DateField()
    kind = models.CharField(max_length=8)
    visitor = models.CharField(max_length=32)
    is_first = models.BooleanField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["link", "day", "visitor"], name="click_by_visitor"),
            models.Index(fields=["day", "link"], name="click_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.day}"


class DaySalt(models.Model):
    """The salt of one day's visitor hashes; thrown away later, so that none can be traced."""

    day = models.DateField(unique=True)
    salt = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.day)
