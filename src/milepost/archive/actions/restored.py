"""What is written into a database that was brought back from a backup, before anyone uses it."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F

from milepost.do.models import Delivery
from milepost.do.sending import CANNOT_TELL
from milepost.team.models import ApiToken, Invitation, SignInLink

WAS_DUE = f"It was due after the backup was made that was brought back here. {CANNOT_TELL}"


@transaction.atomic
def doubt_what_was_due(now: datetime) -> int:
    """Let a person decide on what may have gone out, or was cancelled, since the backup.

    Whoever was signed in then signs in again. Links, invitations and tokens of then may have been
    spent or ended since, so none of them opens anything. Returns how many deliveries are to be
    looked at.
    """
    Session.objects.all().delete()
    SignInLink.objects.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    Invitation.objects.filter(used_at=None, ended_at=None).update(ended_at=now)
    ApiToken.objects.filter(ended_at=None).update(ended_at=now)
    due = Delivery.objects.filter(state__in=("due", "approved"), due_at__lte=now)
    return due.update(
        state="unknown", says=WAS_DUE, due_at=None, lease_until=None, fence=F("fence") + 1
    )
