"""Claiming what is due, so that each row is carried out by one worker at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F, Q, QuerySet

from milepost.engine.models import Due

Row = TypeVar("Row", bound=Due)


@dataclass(frozen=True)
class Claim:
    """The right to carry out one row, for as long as its fence is the row's."""

    pk: int
    fence: int


def free(rows: QuerySet[Row], *, now: datetime) -> QuerySet[Row]:
    """Return the rows that fall due some day and that nobody holds, the earliest first."""
    unheld = Q(lease_until=None) | Q(lease_until__lte=now)
    return rows.filter(unheld, due_at__isnull=False).order_by("due_at", "pk")


def claim(rows: QuerySet[Row], *, now: datetime, lease_seconds: float, most: int) -> list[Claim]:
    """Take at most `most` of the rows that are due and free, the longest overdue first."""
    with transaction.atomic():
        # SQLite leaves the row locks out: there the transaction alone keeps other writers away.
        due = free(rows.filter(due_at__lte=now), now=now)
        due = due.select_for_update(skip_locked=True, of=("self",))
        claims = [Claim(pk, fence + 1) for pk, fence in due.values_list("pk", "fence")[:most]]
        rows.model._base_manager.filter(pk__in=[taken.pk for taken in claims]).update(
            lease_until=now + timedelta(seconds=lease_seconds),
            fence=F("fence") + 1,
            tries=F("tries") + 1,
        )
    return claims


def held(rows: QuerySet[Row], claim: Claim) -> QuerySet[Row]:
    """Return the claimed row, or nothing once another worker has claimed it after us."""
    return rows.filter(pk=claim.pk, fence=claim.fence)


def finish(rows: QuerySet[Row], claim: Claim, *, due_at: datetime | None) -> bool:
    """Give the row back, due again at `due_at` or never; False when it is no longer ours."""
    return bool(held(rows, claim).update(lease_until=None, due_at=due_at))
