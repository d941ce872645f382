"""What the worker writes about a delivery; every write goes through the fence of its claim."""

from django.db import transaction
from django.utils import timezone

from milepost.do.actions.days import mark_moment
from milepost.do.models import Delivery
from milepost.do.sending import Step
from milepost.engine.claims import Claim, held

# Longer than any request may take, so that a live worker never loses its row while it asks.
LEASE_SECONDS = 90


@transaction.atomic
def begin_sending(claim: Claim) -> tuple[Delivery, bool] | None:
    """Take a claimed delivery in hand; True where an earlier sending may have gone out already.

    None when it was cancelled, or is no longer ours.
    """
    rows = Delivery.objects.select_related(
        "post__tactic__strategy", "post__workspace", "channel", "link", "workspace"
    )
    delivery = held(rows, claim).filter(state__in=["due", "sending"]).first()
    if delivery is None:
        held(Delivery.objects.all(), claim).update(lease_until=None)
        return None
    in_doubt = delivery.state == "sending"
    held(Delivery.objects.all(), claim).filter(state=delivery.state).update(state="sending")
    return delivery, in_doubt


@transaction.atomic
def settle(claim: Claim, delivery: Delivery, step: Step) -> bool:
    """Write down what became of a delivery; False when another worker has taken it over."""
    now = timezone.now()
    values: dict[str, object] = {
        "state": step.state,
        "says": step.says,
        "lease_until": None,
        "due_at": None if step.wait is None else now + step.wait,
    }
    if step.published:
        values |= {
            "url": step.published.url,
            "remote_id": step.published.remote_id,
            "sent_at": now,
        }
    written = held(Delivery.objects.filter(state="sending"), claim).update(**values)
    if written and step.state == "out":
        mark_moment(delivery.workspace, now)
    return bool(written)
