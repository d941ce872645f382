"""What changes slots: filled, moved, done, skipped, frozen."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from milepost.base.clock import day_bounds, day_in
from milepost.base.errors import SaidError
from milepost.do.actions.days import mark_changed, mark_moment
from milepost.do.calendar import find_slot
from milepost.do.models import Freezing, Slot
from milepost.engine.claims import Claim, held
from milepost.plan.models import Tactic
from milepost.plan.outline import Plan
from milepost.plan.queries import current_plan
from milepost.plan.slots import PlannedSlot, all_slots
from milepost.team.models import Workspace


@transaction.atomic
def keep_slot(workspace: Workspace, name: str) -> Slot:
    """Return the row of the slot that `name` (tactic~day~nth) means, made when there is none yet."""
    tactic_code, _, rest = name.partition("~")
    day_text, _, nth = rest.partition("~")
    rows = Slot.objects.filter(workspace=workspace, tactic__code=tactic_code)
    if day_text and nth.isdigit():
        try:
            found = rows.filter(planned_day=date.fromisoformat(day_text), nth=int(nth)).first()
        except ValueError:
            found = None
        if found:
            return found
    current = current_plan(workspace)
    planned = find_slot(current.plan, name) if current else None
    if planned is None:
        raise SaidError("The plan has no such slot any more; choose another one.", where="slot")
    return _rows_for(workspace, [planned])[0]


def _rows_for(workspace: Workspace, planned: list[PlannedSlot]) -> list[Slot]:
    """Make the rows of slots that have none yet; return the rows of all of them."""
    tactics = {row.code: row for row in Tactic.objects.filter(workspace=workspace)}
    fresh = [
        Slot(
            workspace=workspace,
            tactic=tactics[slot.tactic],
            planned_day=slot.day,
            nth=slot.nth,
            day=slot.day,
            at=slot.moment,
        )
        for slot in planned
    ]
    Slot.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)
    wanted = {(slot.tactic_id, slot.planned_day, slot.nth) for slot in fresh}
    days = [slot.day for slot in planned]
    rows = Slot.objects.filter(
        workspace=workspace, planned_day__gte=min(days), planned_day__lte=max(days)
    ).select_related("tactic")
    return [row for row in rows if (row.tactic_id, row.planned_day, row.nth) in wanted]


@transaction.atomic
def mark_done(workspace: Workspace, name: str) -> Slot:
    """Say that a task was done."""
    slot = keep_slot(workspace, name)
    slot.done_at, slot.skipped_at, slot.skipped_why = timezone.now(), None, ""
    slot.save()
    mark_moment(workspace, slot.done_at)
    return slot


@transaction.atomic
def skip_slot(workspace: Workspace, name: str, why: str) -> Slot:
    """Leave a slot out, with the reason."""
    if not why.strip():
        raise SaidError("Say in a few words why it is left out.", where="why")
    slot = keep_slot(workspace, name)
    if slot.done_at:
        raise SaidError("This slot is done already.")
    slot.skipped_at, slot.skipped_why = timezone.now(), why.strip()[:300]
    slot.save()
    mark_changed(workspace.pk, slot.planned_day)
    return slot


@transaction.atomic
def reopen_slot(workspace: Workspace, name: str) -> Slot:
    """Take done or skipped back."""
    slot = keep_slot(workspace, name)
    done_at = slot.done_at
    slot.done_at, slot.skipped_at, slot.skipped_why = None, None, ""
    slot.save()
    mark_changed(workspace.pk, slot.planned_day)
    if done_at:
        mark_moment(workspace, done_at)
    return slot


@transaction.atomic
def move_slot(workspace: Workspace, name: str, at: datetime) -> Slot:
    """Move an open slot to another time."""
    slot = keep_slot(workspace, name)
    if slot.done_at:
        raise SaidError("This slot is done already.")
    slot.at, slot.day = at, day_in(workspace.timezone, at)
    slot.save()
    return slot


@transaction.atomic
def freeze_slots(claim: Claim) -> None:
    """Keep the slots of every day that has passed, so that editing the plan rewrites no past."""
    row = held(Freezing.objects.select_related("workspace"), claim).first()
    if row is None:
        return
    workspace = row.workspace
    today = day_in(workspace.timezone, timezone.now())
    current = current_plan(workspace)
    yesterday = today - timedelta(days=1)
    if current and row.until < yesterday:
        _freeze(workspace, current.plan, row.until + timedelta(days=1), yesterday)
    row.until = max(row.until, yesterday)
    row.due_at = day_bounds(today, workspace.timezone)[1]
    row.lease_until = None
    row.save()


def _freeze(workspace: Workspace, plan: Plan, first: date, last: date) -> None:
    slots = all_slots(plan, first, last)
    if slots:
        _rows_for(workspace, slots)
    for day in {slot.day for slot in slots}:
        mark_changed(workspace.pk, day)


@transaction.atomic
def seed_freezings() -> None:
    """Make the row for workspaces that have a plan and none yet; what lay before is not ours to judge."""
    for workspace in Workspace.objects.filter(freezing=None).exclude(plan_versions=None):
        first = workspace.plan_versions.order_by("number").first()
        made_on = day_in(workspace.timezone, first.made_at if first else timezone.now())
        Freezing.objects.get_or_create(
            workspace=workspace,
            defaults={"until": made_on - timedelta(days=1), "due_at": timezone.now()},
        )
