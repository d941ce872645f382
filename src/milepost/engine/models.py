"""Rows that are due, and the pace at which an account or a network may be asked."""

from django.db import models


class Due(models.Model):
    """A row that is itself the job: when it is due, who holds it, and how often it was tried."""

    due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    # Grows with every claim, so that a worker that was thought dead cannot write any more.
    fence = models.PositiveBigIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class Chore(Due):
    """Something that is done again and again for the whole installation, by its name."""

    name = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.name


class Rate(models.Model):
    """How far ahead of an even pace the calls under one key have run."""

    key = models.CharField(max_length=200, unique=True)
    arrives_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
