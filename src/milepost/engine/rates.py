"""Keeping to a pace: the generic cell rate algorithm, with its state in the database."""

from datetime import datetime, timedelta

from django.db import transaction

from milepost.engine.models import Rate


@transaction.atomic
def admit(key: str, *, count: int, seconds: float, burst: int, now: datetime) -> timedelta | None:
    """Return None and note the call when it may be made now, else how long to wait.

    `count` calls are allowed per `seconds`, evenly spread, and `burst` of them at once.
    """
    # ITU-T I.371, annex A: a call conforms unless it arrives earlier than its theoretical
    # arrival time less the tolerance.
    spacing = timedelta(seconds=seconds / count)
    Rate.objects.bulk_create([Rate(key=key, arrives_at=now)], ignore_conflicts=True)
    rate = Rate.objects.select_for_update().get(key=key)
    wait = rate.arrives_at - spacing * (burst - 1) - now
    if wait > timedelta(0):
        return wait
    rate.arrives_at = max(rate.arrives_at, now) + spacing
    rate.save(update_fields=["arrives_at"])
    return None


@transaction.atomic
def forget_old_rates(*, now: datetime) -> int:
    """Delete the rates that nobody has asked for since yesterday; return how many."""
    return Rate.objects.filter(arrives_at__lt=now - timedelta(days=1)).delete()[0]
