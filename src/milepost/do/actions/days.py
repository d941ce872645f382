"""Notes that a day's rows changed, so that its readings are rolled up again."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from milepost.base.clock import day_in
from milepost.do.models import ChangedDay
from milepost.team.models import Workspace


@transaction.atomic(savepoint=False)
def mark_changed(workspace_id: int, day: date) -> None:
    """Let the day be counted again; a change that comes while it is counted is not lost."""
    rows = ChangedDay.objects.filter(workspace_id=workspace_id, day=day)
    now = timezone.now()
    if not rows.update(due_at=now, changes=F("changes") + 1):
        ChangedDay.objects.get_or_create(
            workspace_id=workspace_id, day=day, defaults={"due_at": now}
        )


def mark_moment(workspace: Workspace, moment: datetime) -> None:
    """Let the day of that moment, in the workspace's zone, be counted again."""
    mark_changed(workspace.pk, day_in(workspace.timezone, moment))
