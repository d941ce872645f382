"""Steps that can be taken back for some days; actions keep them, in the transaction of the step."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from milepost.base.errors import SaidError
from milepost.team.models import Undo, Workspace
from milepost.team.record import actor_now

DAYS = 7


@transaction.atomic
def keep_step(workspace: Workspace, kind: str, says: str, kept: Any) -> Undo:
    """Keep how to take a step back.

    kind: which kind of step; says: what was done, as the record says it; kept: what was there
    before, as JSON can hold it.
    """
    return Undo.objects.create(
        workspace=workspace,
        user=actor_now().user,
        kind=kind,
        says=says[:300],
        kept=json.dumps(kept, ensure_ascii=False),
    )


def steps_of(workspace: Workspace) -> QuerySet[Undo]:
    """The steps that are kept, taken back or not, the newest first."""
    rows = Undo.objects.filter(workspace=workspace).select_related("user")
    return rows.order_by("-at", "-pk")


def steps_open(workspace: Workspace) -> QuerySet[Undo]:
    """The steps that can still be taken back, the newest first."""
    return steps_of(workspace).filter(used_at=None, at__gt=_oldest())


@transaction.atomic
def take_step(workspace: Workspace, pk: int) -> tuple[Undo, Any]:
    """Take a step in hand once, with what was there before; raises SaidError the second time.

    What was kept goes in the same moment: it is no longer needed, and may be about a person.
    """
    step = Undo.objects.filter(workspace=workspace, pk=pk).first()
    if step is None:
        raise SaidError("There is no such step any more.")
    if not steps_open(workspace).filter(pk=pk).update(used_at=timezone.now(), kept="{}"):
        is_used = Undo.objects.filter(pk=pk).exclude(used_at=None).exists()
        late = f"This is more than {DAYS} days ago and cannot be undone any more."
        raise SaidError("This has been undone already." if is_used else late)
    return step, json.loads(step.kept)


@transaction.atomic
def forget_old_steps() -> None:
    """Throw away the steps that can no longer be taken back, with all they kept."""
    Undo.objects.filter(at__lte=_oldest()).delete()


def _oldest() -> datetime:
    return timezone.now() - timedelta(days=DAYS)
