"""Questions about the calendar: slots and posts of some days."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Left, NullIf

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
from milepost.plan.outline import Plan, Tactic
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
    slots = list(_slots(workspace).filter(in_days))
    posts = list(_off_slot(workspace, first, last))
    sent = _sent([row["post"] for row in slots if row["post"]] + [row["pk"] for row in posts])
    tactics = _tactics(plan)
    kept = [
        *(_slot_entry(row, tactics.get(row["tactic__code"]), sent, today) for row in slots),
        *(_post_entry(row, sent, workspace.timezone) for row in posts),
    ]
    # Only days that have passed are frozen.
    until = _frozen_until(workspace) if first < today else None
    return entries(plan, kept, first=first, last=last, frozen_until=until)


def _tactics(plan: Plan | None) -> dict[str, Tactic]:
    return {tactic.id: tactic for tactic in plan.tactics} if plan else {}


# A month may hold thousands of slots, so their columns are fetched and no objects are made of them.
Columns = dict[str, Any]
# Characters of a post's text: more than a line of a calendar shows, and no article.
_BEGINNING = 200
# State of each delivery of a post, and the name of its channel.
Sent = dict[int, list[tuple[str, str]]]


def _words(title: str, text: str) -> Coalesce:
    """Take a post's title, and the beginning of its text only where it has none."""
    return Coalesce(NullIf(title, Value("")), Left(text, _BEGINNING), output_field=TextField())


def _slots(workspace: Workspace) -> QuerySet[Slot, Any]:
    columns = ("day", "at", "planned_day", "nth", "done_at", "skipped_at", "post", "tactic__code")
    rows: QuerySet[Slot, Any] = Slot.objects.filter(workspace=workspace)
    words = _words("post__title", "post__text")
    found: QuerySet[Slot, Any] = rows.values(*columns, "tactic__says", words=words)
    return found


def _sent(posts: Sequence[int]) -> Sent:
    """Return what is known of the sending of posts, in one query."""
    found: Sent = {}
    if posts:
        rows = Delivery.objects.filter(post__in=posts).order_by("pk")
        for post, state, name in rows.values_list("post", "state", "channel__name"):
            found.setdefault(post, []).append((state, name))
    return found


def _frozen_until(workspace: Workspace) -> date | None:
    freezing = Freezing.objects.filter(workspace=workspace).first()
    return freezing.until if freezing else _day_before_first_version(workspace)


def _day_before_first_version(workspace: Workspace) -> date | None:
    first = workspace.plan_versions.order_by("number").first()
    if first is None:
        return None
    return day_in(workspace.timezone, first.made_at) - timedelta(days=1)


def _slot_entry(row: Columns, tactic: Tactic | None, sent: Sent, today: date) -> Entry:
    deliveries = sent.get(row["post"], [])
    states = tuple(state for state, _ in deliveries)
    return Entry(
        day=row["day"],
        at=row["at"],
        tactic=row["tactic__code"],
        says=row["words"] if row["post"] else row["tactic__says"],
        state=_slot_state(row, states, today),
        planned_day=row["planned_day"],
        nth=row["nth"],
        post=row["post"],
        deliveries=states,
        channels=tuple(name for _, name in deliveries) or (tactic.channels if tactic else ()),
        is_task=bool(tactic and (tactic.kind or "") in TASKS),
    )


def _slot_state(row: Columns, states: tuple[str, ...], today: date) -> str:
    if row["done_at"] or "out" in states:
        return "done"
    if row["skipped_at"]:
        return "skipped"
    if any(state != "cancelled" for state in states):
        return "filled"
    return "missed" if row["day"] < today else "open"


def _off_slot(workspace: Workspace, first: date, last: date) -> QuerySet[Post, Any]:
    """Return posts that fill no slot: off plan, or beyond what their tactic planned."""
    zone = workspace.timezone
    begin, end = day_bounds(first, zone)[0], day_bounds(last, zone)[1]
    unfilled = Post.objects.filter(workspace=workspace, slot=None)
    rows: QuerySet[Post, Any] = unfilled.filter(due_at__gte=begin, due_at__lt=end)
    return rows.values("pk", "due_at", "tactic__code", words=_words("title", "text"))


def _post_entry(row: Columns, sent: Sent, zone: str) -> Entry:
    deliveries = sent.get(row["pk"], [])
    states = tuple(state for state, _ in deliveries)
    tactic = row["tactic__code"]
    return Entry(
        day=day_in(zone, row["due_at"]),
        at=row["due_at"],
        tactic=tactic or "",
        says=row["words"],
        state="done" if "out" in states else "filled" if tactic else "off plan",
        post=row["pk"],
        deliveries=states,
        channels=tuple(name for _, name in deliveries),
    )


def slot_named(workspace: Workspace, name: str, *, today: date) -> Entry | None:
    """Return the slot that an address names (tactic~day~number), kept or laid out."""
    named = read_name(name)
    if named is None:
        return None
    current = current_plan(workspace)
    plan = current.plan if current else None
    rows = _slots(workspace).filter(tactic__code=named.tactic)
    row = rows.filter(planned_day=named.day, nth=named.nth).first()
    if row:
        tactic, posts = _tactics(plan).get(named.tactic), [row["post"]] if row["post"] else []
        return _slot_entry(row, tactic, _sent(posts), today)
    frozen_until = _frozen_until(workspace)
    if plan is None or (frozen_until and named.day <= frozen_until):
        return None
    planned = find_slot(plan, named)
    return open_entry(plan, planned) if planned else None
