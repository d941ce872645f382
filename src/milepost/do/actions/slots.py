"""What changes slots: filled, moved, done, skipped, frozen."""

from dataclasses import astuple
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from milepost.base.clock import day_bounds, day_in, day_words, moment_words
from milepost.base.errors import SaidError
from milepost.base.text import shortened
from milepost.do.actions.days import mark_changed, mark_moment
from milepost.do.calendar import SlotName, find_slot, read_name
from milepost.do.models import Delivery, Freezing, Slot
from milepost.engine.claims import Claim, held
from milepost.plan.models import Tactic
from milepost.plan.queries import current_plan
from milepost.plan.slots import PlannedSlot, all_slots
from milepost.team.models import Workspace
from milepost.team.record import note


@transaction.atomic
def keep_slot(workspace: Workspace, name: str) -> Slot:
    """Return the row of the slot of that name (tactic~day~number), made when there is none yet."""
    named = read_name(name)
    row = _locked(workspace, named) if named else None
    if named and row is None:
        current = current_plan(workspace)
        planned = find_slot(current.plan, named) if current else None
        if planned:
            _rows_for(workspace, [planned])
            row = _locked(workspace, named)
    if row is None:
        raise SaidError("The plan has no such slot any more; choose another one.", where="slot")
    return row


def _locked(workspace: Workspace, name: SlotName) -> Slot | None:
    """Return the row of a slot, held until we are done: two people may want it at once."""
    rows = Slot.objects.select_for_update().filter(workspace=workspace)
    tactic, day, nth = astuple(name)
    return rows.filter(tactic__code=tactic, planned_day=day, nth=nth).first()


def _rows_for(workspace: Workspace, planned: list[PlannedSlot]) -> None:
    """Make the rows of slots that have none yet."""
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


def _without_post(workspace: Workspace, name: str) -> Slot:
    """Return the row of a slot that is not done and has no post that may go out."""
    slot = keep_slot(workspace, name)
    if slot.done_at:
        raise SaidError("This slot is done already.")
    if Delivery.objects.filter(post__slot=slot).exclude(state="cancelled").exists():
        raise SaidError("This slot has a post; change or cancel that one.")
    return slot


@transaction.atomic
def mark_done(workspace: Workspace, name: str) -> Slot:
    """Say that a task was done."""
    slot = _without_post(workspace, name)
    slot.done_at, slot.skipped_at, slot.skipped_why = timezone.now(), None, ""
    slot.save()
    mark_moment(workspace, slot.done_at)
    _note(slot, "said that {slot} is done")
    return slot


@transaction.atomic
def skip_slot(workspace: Workspace, name: str, why: str) -> Slot:
    """Leave a slot out, with the reason."""
    if not why.strip():
        raise SaidError("Say in a few words why it is left out.", where="why")
    slot = _without_post(workspace, name)
    slot.skipped_at, slot.skipped_why = timezone.now(), why.strip()[:300]
    slot.save()
    mark_changed(workspace.pk, slot.planned_day)
    _note(slot, "left out {slot}", after=slot.skipped_why)
    return slot


@transaction.atomic
def reopen_slot(workspace: Workspace, name: str) -> Slot:
    """Take done or skipped back."""
    slot = keep_slot(workspace, name)
    done_at, was_closed = slot.done_at, bool(slot.done_at or slot.skipped_at)
    slot.done_at, slot.skipped_at, slot.skipped_why = None, None, ""
    slot.save()
    mark_changed(workspace.pk, slot.planned_day)
    if done_at:
        mark_moment(workspace, done_at)
    if was_closed:
        _note(slot, "opened {slot} again")
    return slot


@transaction.atomic
def move_slot(workspace: Workspace, name: str, at: datetime) -> Slot:
    """Move an open slot to another time."""
    slot = _without_post(workspace, name)
    before = moment_words(workspace.timezone, slot.at) if slot.at else day_words(slot.day)
    slot.at, slot.day = at, day_in(workspace.timezone, at)
    slot.save()
    _note(slot, "moved {slot}", before=before, after=moment_words(workspace.timezone, at))
    return slot


def _note(slot: Slot, says: str, *, before: str = "", after: str = "") -> None:
    name = f"{slot.tactic.code}~{slot.planned_day}~{slot.nth}"
    planned = f"“{shortened(slot.tactic.says)}” of {day_words(slot.planned_day)}"
    told = says.format(slot=planned)
    note(slot.workspace, f"slot:{name}", told, before=before, after=after)


@transaction.atomic
def freeze_slots(claim: Claim) -> None:
    """Freeze the past of the workspace of a claimed row, due again at its next midnight."""
    rows = held(Freezing.objects.select_related("workspace"), claim)
    row = rows.first()
    if row is None:
        return
    today = freeze_past(row.workspace)
    rows.update(due_at=day_bounds(today, row.workspace.timezone)[1], lease_until=None)


@transaction.atomic
def freeze_past(workspace: Workspace) -> date:
    """Keep the slots of every day that has passed, so that editing the plan rewrites no past.

    What lay before the first version is not laid out: nobody planned it here. Returns today.
    """
    today = day_in(workspace.timezone, timezone.now())
    row, current = _freezing(workspace), current_plan(workspace)
    yesterday = today - timedelta(days=1)
    if row is None or current is None or row.until >= yesterday:
        return today
    first = row.until + timedelta(days=1)
    _rows_for(workspace, all_slots(current.plan, first, yesterday))
    for days in range((yesterday - first).days + 1):
        mark_changed(workspace.pk, first + timedelta(days=days))
    Freezing.objects.filter(pk=row.pk, until__lt=yesterday).update(until=yesterday)
    return today


def _freezing(workspace: Workspace) -> Freezing | None:
    """Return the row that says until when slots are frozen, made with the first version."""
    first = workspace.plan_versions.order_by("number").first()
    if first is None:
        return None
    day_before = day_in(workspace.timezone, first.made_at) - timedelta(days=1)
    row, _ = Freezing.objects.get_or_create(
        workspace=workspace, defaults={"until": day_before, "due_at": timezone.now()}
    )
    return row


@transaction.atomic
def seed_freezings() -> None:
    """Make the row for workspaces that have a plan and none yet."""
    for workspace in Workspace.objects.filter(freezing=None).exclude(plan_versions=None):
        _freezing(workspace)
