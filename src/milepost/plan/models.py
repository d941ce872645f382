"""What is kept of a plan: its versions as text, and its parts as rows that the rest can point to.

The newest PlanVersion is the truth; part rows are its projection. A part that leaves the plan is
retired, never deleted, so that the posts it brought keep their meaning.
"""

from typing import ClassVar

from django.db import models

from milepost.team.models import User, Workspace


class PlanVersion(models.Model):
    """One saved state of a workspace's plan, as canonical YAML."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="plan_versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    says = models.CharField(max_length=300)  # what was changed, in words
    made_by = models.ForeignKey(User, models.SET_NULL, null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "number"], name="plan_version_once")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class Part(models.Model):
    """A row for a part of the current plan: its id in the file, its words, whether it is gone."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="%(class)ss")
    code = models.CharField(max_length=60)
    says = models.TextField()
    position = models.PositiveIntegerField(default=0)
    retired_on = models.DateField(null=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "code"], name="%(class)s_once")
        ]

    def __str__(self) -> str:
        return self.says


class Objective(Part):
    """A step to a goal that can be measured, or a milestone to be reached."""


class Audience(Part):
    """Who is to be met."""


class Strategy(Part):
    """An approach for an audience that serves objectives."""

    objectives = models.ManyToManyField(Objective, related_name="strategies")


class Magnet(Part):
    """What is given for a person's address."""


class Tactic(Part):
    """An action that carries out strategies, the principal one first."""

    strategy = models.ForeignKey(Strategy, models.SET_NULL, null=True, related_name="tactics")
    magnet = models.ForeignKey(Magnet, models.SET_NULL, null=True, related_name="tactics")


class Stage(Part):
    """A step of a funnel; its code is the funnel's id (if it has one), a slash, and its name."""

    funnel = models.CharField(max_length=60, blank=True)
    measure = models.CharField(max_length=60)
