"""What is written into a database that was brought back from a backup, before anyone uses it."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F

from milepost.do.models import Delivery
from milepost.do.sending import CANNOT_TELL

WAS_DUE = f"It was due after the backup was made that was brought back here. {CANNOT_TELL}"


@transaction.atomic
def doubt_what_was_due(now: datetime) -> int:
    """Let a person decide on what may have gone out, or was cancelled, since the backup.

    Whoever was signed in then signs in again. Returns how many deliveries are to be looked at.
    """
    Session.objects.all().delete()
    due = Delivery.objects.filter(state__in=("due", "approved"), due_at__lte=now)
    return due.update(
        state="unknown", says=WAS_DUE, due_at=None, lease_until=None, fence=F("fence") + 1
    )
