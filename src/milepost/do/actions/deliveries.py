"""What the worker writes about a delivery; every write goes through the fence of its claim."""

from threading import Lock
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from milepost.do.actions.days import mark_moment
from milepost.do.models import Delivery
from milepost.do.sending import LEASE, Step
from milepost.engine.claims import Claim, held

# How long a claimed row may wait for a thread to begin; nothing was sent before that, so a row
# whose worker died is soon taken by another. A row that was begun is held for LEASE.
CLAIM_SECONDS = 10

# SQLite lets a writer wait while others overtake it; in line, none of our threads waits long
# (benchmarks/sending.py, 50 posts a second: 99 in 100 within 0.75 s without it, 0.15 s with it).
_IN_LINE = Lock()


def begin_sending(claim: Claim) -> tuple[Delivery, bool] | None:
    """Take a claimed delivery in hand; True where an earlier sending may have gone out already.

    None when it was cancelled, or is no longer ours: another worker has it, or may take it any
    moment because ours was held up for longer than the lease.
    """
    with _IN_LINE, transaction.atomic():
        ours = held(Delivery.objects.filter(lease_until__gt=timezone.now()), claim)
        lease_until = timezone.now() + LEASE
        if ours.filter(state="due").update(state="sending", lease_until=lease_until):
            in_doubt = False
        elif ours.filter(state="sending").update(lease_until=lease_until):
            in_doubt = True
        else:
            return None
        rows = Delivery.objects.select_related(
            "post__tactic__strategy", "post__workspace", "channel", "link", "workspace"
        )
        return rows.get(pk=claim.pk), in_doubt


def settle(claim: Claim, delivery: Delivery, step: Step) -> bool:
    """Write down what became of a delivery; False when another worker has taken it over."""
    now = timezone.now()
    values: dict[str, Any] = {
        "state": step.state,
        "says": step.says,
        "lease_until": None,
        "due_at": None if step.wait is None else now + step.wait,
    }
    if not step.is_try:
        values["tries"] = F("tries") - 1
    if step.published:
        values |= {
            "url": step.published.url,
            "remote_id": step.published.remote_id,
            "sent_at": now,
        }
    with _IN_LINE, transaction.atomic():
        written = held(Delivery.objects.filter(state="sending"), claim).update(**values)
        if written and step.state == "out":
            mark_moment(delivery.workspace, now)
    return bool(written)
