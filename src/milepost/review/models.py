"""What came of the work: readings."""

from typing import ClassVar

from django.db import models

from milepost.team.models import Workspace


class Reading(models.Model):
    """The value of a measure on a day, of a part of the plan or (blank) of the whole business.

    source: counted (rolled up from our own rows) or given (typed or imported); what was given
    stands, and counting again does not touch it.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="readings")
    day = models.DateField()
    measure = models.CharField(max_length=60)
    of = models.CharField(max_length=200, blank=True)
    value = models.FloatField()
    source = models.CharField(max_length=8)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "measure", "of", "day"], name="reading_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "day"], name="reading_by_day")]

    def __str__(self) -> str:
        return f"{self.measure} on {self.day}"
