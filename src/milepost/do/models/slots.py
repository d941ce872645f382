"""Slots that were touched or have passed, and the days whose readings are to be counted again."""

from typing import ClassVar

from django.db import models

from milepost.engine.models import Due
from milepost.plan.models import Tactic
from milepost.team.models import Workspace


class Slot(models.Model):
    """One planned occurrence of a tactic, kept once it was filled, moved, skipped or has passed.

    (tactic, planned_day, nth) names the slot; day and at are where it stands now.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="slots")
    tactic = models.ForeignKey(Tactic, models.CASCADE, related_name="slots")
    planned_day = models.DateField()
    nth = models.PositiveIntegerField(default=0)
    day = models.DateField()
    at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    skipped_at = models.DateTimeField(null=True)
    skipped_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tactic", "planned_day", "nth"], name="slot_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "day"], name="slot_by_day"),
            models.Index(fields=["workspace", "planned_day"], name="slot_by_planned_day"),
        ]

    def __str__(self) -> str:
        return f"{self.tactic_id} on {self.day}"


class Freezing(Due):
    """Until which day a workspace's slots are frozen, so that editing a plan rewrites no past."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="freezing")
    until = models.DateField()

    def __str__(self) -> str:
        return f"frozen until {self.until}"


class ChangedDay(Due):
    """A day whose rows changed and whose readings are to be rolled up again.

    `changes` grows with every change, so that one that comes while the day is counted is not lost.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="changed_days")
    day = models.DateField()
    changes = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "day"], name="changed_day_once")
        ]

    def __str__(self) -> str:
        return str(self.day)
