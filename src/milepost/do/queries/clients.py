"""Questions about the work of several workspaces at once, in as many queries as about one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Q, Subquery

from milepost.base.clock import day_bounds, day_in
from milepost.do.models import Delivery, Slot
from milepost.plan.models import PlanVersion
from milepost.plan.outline import Plan
from milepost.plan.queries import plan_of
from milepost.plan.slots import all_slots
from milepost.team.models import Workspace


@dataclass(frozen=True, slots=True)
class Work:
    """What a workspace's work asks for today.

    failed: deliveries that were refused or may not be out; waiting: posts to approve; due: posts
    that go out today; open: slots of today that nobody has filled, done or left out; None: no plan.
    """

    failed: int
    waiting: int
    due: int
    open: int | None


def work_of(workspaces: Sequence[Workspace], now: datetime) -> dict[int, Work]:
    """Return what each workspace's work asks for, by the workspace's pk."""
    counts = _counts(workspaces, now)
    plans = _plans(workspaces)
    touched = _touched_today(workspaces, now)
    return {
        each.pk: Work(
            *counts.get(each.pk, (0, 0, 0)),
            open=_open(plans.get(each.pk), day_in(each.timezone, now), touched[each.pk]),
        )
        for each in workspaces
    }


def _counts(workspaces: Sequence[Workspace], now: datetime) -> dict[int, tuple[int, int, int]]:
    today = Q()
    for each in workspaces:
        begin, end = day_bounds(day_in(each.timezone, now), each.timezone)
        today |= Q(workspace=each.pk, due_at__gte=begin, due_at__lt=end)
    rows = (
        Delivery.objects.filter(workspace__in=workspaces)
        .filter(Q(state__in=("refused", "unknown", "waiting", "due")))
        .values("workspace")
        .annotate(
            failed=Count("pk", filter=Q(state__in=("refused", "unknown"))),
            waiting=Count("post", distinct=True, filter=Q(state="waiting")),
            today=Count("post", distinct=True, filter=Q(state="due") & today),
        )
    )
    return {row["workspace"]: (row["failed"], row["waiting"], row["today"]) for row in rows}


def _plans(workspaces: Sequence[Workspace]) -> dict[int, Plan]:
    newest = PlanVersion.objects.filter(workspace=OuterRef("workspace")).order_by("-number")
    rows = PlanVersion.objects.filter(
        workspace__in=workspaces, pk=Subquery(newest.values("pk")[:1])
    )
    return {row.workspace_id: plan_of(row) for row in rows}


Touched = Mapping[tuple[str, date, int], bool]


def _touched_today(workspaces: Sequence[Workspace], now: datetime) -> dict[int, Touched]:
    """Return the slots with a row of their own: True for those that stand today and are open."""
    days = {each.pk: day_in(each.timezone, now) for each in workspaces}
    rows = (
        Slot.objects.filter(workspace__in=workspaces)
        .filter(Q(day__in=days.values()) | Q(planned_day__in=days.values()))
        .select_related("tactic")
        .annotate(has_post=Count("post"))
    )
    found: dict[int, dict[tuple[str, date, int], bool]] = {pk: {} for pk in days}
    for row in rows:
        untouched = not (row.done_at or row.skipped_at or row.has_post)
        is_open = untouched and row.day == days[row.workspace_id]
        found[row.workspace_id][row.tactic.code, row.planned_day, row.nth] = is_open
    return dict(found)


def _open(plan: Plan | None, today: date, touched: Touched) -> int | None:
    if plan is None:
        return None
    laid_out = Counter((slot.tactic, slot.day, slot.nth) for slot in all_slots(plan, today, today))
    return sum(laid_out[name] for name in laid_out if name not in touched) + sum(touched.values())
