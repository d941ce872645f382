"""What notes that someone followed a link, without keeping who they are."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from milepost.base.clock import day_in
from milepost.do.actions.days import mark_changed
from milepost.do.models import Click, DaySalt, Link
from milepost.do.visits import Seen, kind_of, visitor_name

_A_DAY = timedelta(days=1)


@transaction.atomic
def note_click(link: Link, seen: Seen, *, at: datetime | None = None) -> Click:
    """Keep that a link was followed, now unless told otherwise.

    A person's first time that day has the day counted again.
    """
    now, workspace = at or timezone.now(), link.workspace
    day, kind = day_in(workspace.timezone, now), kind_of(seen)
    names = visitor_names(workspace.pk, seen, now)
    # One at a time for each link, or two requests of one visitor could both be the first.
    list(Link.objects.select_for_update(no_key=True).filter(pk=link.pk).values("pk"))
    earlier = Click.objects.filter(link=link, day=day, visitor__in=names, kind=kind)
    click = Click.objects.create(
        link=link, at=now, day=day, kind=kind, visitor=names[0], is_first=not earlier.exists()
    )
    if click.is_first and kind == "person":
        mark_changed(workspace.pk, day)
    return click


def visitor_names(workspace_id: int, seen: Seen, now: datetime) -> tuple[str, ...]:
    """Return what a visitor is called today, and what they were called yesterday.

    Salts change at midnight UTC, which falls into the middle of some workspaces' days.
    """
    today, yesterday = now.date(), now.date() - _A_DAY
    salts = dict(DaySalt.objects.filter(day__in=(today, yesterday)).values_list("day", "salt"))
    known = [salts.get(today) or _salt_of_day(now)]
    known += [salts[yesterday]] if yesterday in salts else []
    return tuple(visitor_name(salt, workspace_id, seen) for salt in known)


def _salt_of_day(now: datetime) -> str:
    row, _ = DaySalt.objects.get_or_create(day=now.date(), defaults={"salt": secrets.token_hex(32)})
    return row.salt


@transaction.atomic
def forget_old_salts() -> int:
    """Throw away the salts older than two days; return how many those were."""
    _, deleted = DaySalt.objects.filter(day__lt=timezone.now().date() - 2 * _A_DAY).delete()
    return sum(deleted.values())
