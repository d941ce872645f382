"""What came of the work: readings, and the review that is made of them."""

from typing import ClassVar

from django.db import models

from milepost.engine.models import Due
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


class DayCount(models.Model):
    """How many readings of a measure ("": of all of them) stand on a day.

    Kept of workspaces with many readings (see KeptReview.counted_on) and counted anew with every
    write of that day, so that a page deep in the list is found without walking there.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="reading_counts")
    measure = models.CharField(max_length=60, blank=True)
    day = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "measure", "day"], name="day_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.count} of {self.measure or 'all'} on {self.day}"


class KeptReview(Due):
    """The latest review of a workspace, kept for its pages and made anew after every change.

    `changes` grows with every write of readings; where it is more than `seen`, the review was made
    before the latest ones. Text, histories and behind are as `keeping` writes them.
    """

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="kept_review")
    changes = models.PositiveBigIntegerField(default=1)
    seen = models.PositiveBigIntegerField(default=0)
    engine = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(null=True)  # of the plan
    as_of = models.DateField(null=True)
    made_at = models.DateTimeField(null=True)
    text = models.TextField(blank=True)
    histories = models.TextField(blank=True)
    behind = models.TextField(blank=True)
    # When every day was last counted; None where there are too few readings for it to pay.
    counted_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"review of {self.as_of}"

    @property
    def is_latest(self) -> bool:
        """Tell whether no reading was written since it was made."""
        return self.seen == self.changes
