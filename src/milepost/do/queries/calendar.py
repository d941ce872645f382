"""Questions about the calendar: slots and posts of some days."""

from datetime import date, timedelta
from itertools import chain

from django.db.models import Prefetch, Q, QuerySet

from milepost.base.clock import day_bounds, day_in
from milepost.do.calendar import (
    TASKS,
    Entry,
    entries,
    find_slot,
    open_entry,
    read_name,
)
from milepost.do.models import Delivery, Freezing, Post, Slot
from milepost.plan.outline import Plan
from milepost.plan.queries import CurrentPlan, current_plan
from milepost.team.models import Workspace


def calendar(
    workspace: Workspace,
    first: date,
    last: date,
    *,
    today: date,
    current: CurrentPlan | None = None,
) -> list[Entry]:
    """Return the calendar's entries from `first` to `last`, earliest first.

    `current` is the plan where the caller has it already.
    """
    current = current or current_plan(workspace)
    plan = current.plan if current else None
    # Slots that were moved into or out of these days count by either day.
    in_days = Q(day__range=(first, last)) | Q(planned_day__range=(first, last))
    rows = _slots().filter(in_days, workspace=workspace)
    kept = chain((_slot_entry(row, plan, today) for row in rows), _off_slot(workspace, first, last))
    # Only days that have passed are frozen.
    until = _frozen_until(workspace) if first < today else None
    return entries(plan, kept, first=first, last=last, frozen_until=until)


def _slots() -> QuerySet[Slot]:
    deliveries = Prefetch("post__deliveries", Delivery.objects.select_related("channel"))
    return Slot.objects.select_related("tactic", "post").prefetch_related(deliveries)


def _frozen_until(workspace: Workspace) -> date | None:
    freezing = Freezing.objects.filter(workspace=workspace).first()
    return freezing.until if freezing else _day_before_first_version(workspace)


def _day_before_first_version(workspace: Workspace) -> date | None:
    first = workspace.plan_versions.order_by("number").first()
    if first is None:
        return None
    return day_in(workspace.timezone, first.made_at) - timedelta(days=1)


def _slot_entry(row: Slot, plan: Plan | None, today: date) -> Entry:
    post = getattr(row, "post", None)
    tactic = plan.find(row.tactic.code) if plan else None
    deliveries = list(post.deliveries.all()) if post else []
    return Entry(
        day=row.day,
        at=row.at,
        tactic=row.tactic.code,
        says=(post.title or post.text) if post else row.tactic.says,
        state=_slot_state(row, deliveries, today),
        planned_day=row.planned_day,
        nth=row.nth,
        post=post.pk if post else None,
        deliveries=tuple(each.state for each in deliveries),
        channels=tuple(each.channel.name for each in deliveries)
        or (tactic.channels if tactic else ()),
        is_task=bool(tactic and (tactic.kind or "") in TASKS),
    )


def _slot_state(row: Slot, deliveries: list[Delivery], today: date) -> str:
    if row.done_at or any(each.state == "out" for each in deliveries):
        return "done"
    if row.skipped_at:
        return "skipped"
    if any(each.state != "cancelled" for each in deliveries):
        return "filled"
    return "missed" if row.day < today else "open"


def _off_slot(workspace: Workspace, first: date, last: date) -> list[Entry]:
    """Return posts that fill no slot: off plan, or beyond what their tactic planned."""
    zone = workspace.timezone
    begin, end = day_bounds(first, zone)[0], day_bounds(last, zone)[1]
    rows = (
        Post.objects.filter(workspace=workspace, slot=None, due_at__gte=begin, due_at__lt=end)
        .select_related("tactic")
        .prefetch_related(Prefetch("deliveries", Delivery.objects.select_related("channel")))
    )
    return [_post_entry(row, zone) for row in rows]


def _post_entry(post: Post, zone: str) -> Entry:
    deliveries = list(post.deliveries.all())
    is_out = any(each.state == "out" for each in deliveries)
    state = "done" if is_out else "filled" if post.tactic else "off plan"
    return Entry(
        day=day_in(zone, post.due_at) if post.due_at else date.min,
        at=post.due_at,
        tactic=post.tactic.code if post.tactic else "",
        says=post.title or post.text,
        state=state,
        post=post.pk,
        deliveries=tuple(each.state for each in deliveries),
        channels=tuple(each.channel.name for each in deliveries),
    )


def slot_named(workspace: Workspace, name: str, *, today: date) -> Entry | None:
    """Return the slot that an address names (tactic~day~number), kept or laid out."""
    named = read_name(name)
    if named is None:
        return None
    current = current_plan(workspace)
    plan = current.plan if current else None
    rows = _slots().filter(workspace=workspace, tactic__code=named.tactic)
    row = rows.filter(planned_day=named.day, nth=named.nth).first()
    if row:
        return _slot_entry(row, plan, today)
    frozen_until = _frozen_until(workspace)
    if plan is None or (frozen_until and named.day <= frozen_until):
        return None
    planned = find_slot(plan, named)
    return open_entry(plan, planned) if planned else None
