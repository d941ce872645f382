"""What people change about posts: write, schedule, approve, cancel, decide."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from milepost.base.errors import SaidError
from milepost.do.actions.links import make_link
from milepost.do.actions.slots import keep_slot
from milepost.do.linking import is_safe_target
from milepost.do.models import Channel, Delivery, Link, Post, Slot
from milepost.do.queries.posts import default_target, problems_of
from milepost.do.sending import CANCELLABLE, EDITABLE
from milepost.plan.models import Tactic
from milepost.team.models import User, Workspace


@dataclass(frozen=True, slots=True)
class Written:
    """What a person or program writes down for a post.

    slot: its name (tactic~day~number) or "". due_at None: a draft. variants: a channel's own wording,
    by the channel's pk. target: where the link leads; "" is the tactic's magnet.
    """

    text: str
    channels: Sequence[int]
    tactic: str = ""
    slot: str = ""
    off_plan_reason: str = ""
    title: str = ""
    target: str = ""
    due_at: datetime | None = None
    variants: Mapping[int, str] = field(default_factory=dict)


@transaction.atomic
def write_post(
    workspace: Workspace, written: Written, *, by: User | None, then: str = "draft"
) -> Post:
    """Keep a new post with one delivery per channel.

    then: draft, waiting (for approval) or due; nothing is kept where it cannot be scheduled.
    """
    slot = _free_slot(workspace, written.slot) if written.slot else None
    post = Post(workspace=workspace, made_by=by, slot=slot)
    _fill(post, written)
    post.save()
    _set_channels(post, written)
    if then != "draft":
        schedule_post(workspace, post.pk, may_approve=then == "due")
    return post


@transaction.atomic
def rewrite_post(workspace: Workspace, pk: int, written: Written, *, then: str = "draft") -> Post:
    """Change a post none of whose deliveries has begun; it is a draft again unless told."""
    post = _post(workspace, pk)
    states = list(post.deliveries.select_for_update().values_list("state", flat=True))
    if any(state not in EDITABLE for state in states):
        raise SaidError("This post is on its way or out; write a new one instead.")
    _fill(post, written)
    post.save()
    post.deliveries.filter(state__in=EDITABLE).update(state="draft", due_at=None, says="")
    _set_channels(post, written)
    if then != "draft":
        schedule_post(workspace, post.pk, may_approve=then == "due")
    return post


def _post(workspace: Workspace, pk: int) -> Post:
    post = Post.objects.filter(workspace=workspace, pk=pk).first()
    if post is None:
        raise SaidError("There is no such post.")
    return post


def _free_slot(workspace: Workspace, name: str) -> Slot:
    slot = keep_slot(workspace, name)
    if Post.objects.filter(slot=slot).exists():
        raise SaidError("This slot has a post already; open that one, or choose another slot.", where="slot")
    slot.skipped_at, slot.skipped_why = None, ""
    slot.save()
    return slot


def _fill(post: Post, written: Written) -> None:
    tactic_code = post.slot.tactic.code if post.slot else written.tactic
    post.tactic = _tactic(post.workspace, tactic_code)
    post.off_plan_reason = "" if post.tactic else written.off_plan_reason.strip()[:300]
    if post.tactic is None and not post.off_plan_reason:
        says = "Choose the tactic this post serves, or say in a few words why it is off plan."
        raise SaidError(says, where="tactic")
    if "\x00" in written.text + written.title:
        raise SaidError("The text holds a character that cannot be kept (NUL); take it out.", where="text")
    if not written.text.strip():
        raise SaidError("Write the post first.", where="text")
    target = written.target.strip()
    if target and not is_safe_target(target):
        raise SaidError("Write an address that starts with https://.", where="target")
    post.title, post.text = written.title.strip()[:200], written.text.strip()
    post.target, post.due_at = target, written.due_at


def _tactic(workspace: Workspace, code: str) -> Tactic | None:
    if not code:
        return None
    tactic = Tactic.objects.filter(workspace=workspace, code=code).first()
    if tactic is None:
        raise SaidError(f"The plan has no tactic {code!r}.", where="tactic")
    return tactic


def _set_channels(post: Post, written: Written) -> None:
    """Let the post have one delivery for each channel named, and a link in each."""
    wanted = set(written.channels)
    channels = Channel.objects.filter(workspace=post.workspace, closed_at=None, pk__in=wanted)
    if not wanted or len(channels) != len(wanted):
        raise SaidError("Choose at least one channel of this workspace.", where="channels")
    post.deliveries.exclude(channel__in=channels).delete()
    target = post.target or default_target(post)
    for channel in channels:
        delivery, _ = Delivery.objects.get_or_create(
            post=post,
            channel=channel,
            defaults={"workspace": post.workspace, "key": secrets.token_hex(16)},
        )
        delivery.text = written.variants.get(channel.pk, "").strip()
        delivery.save(update_fields=["text"])
        _set_link(delivery, target)


def _set_link(delivery: Delivery, target: str) -> None:
    if not target:
        Link.objects.filter(delivery=delivery).delete()
        return
    link = make_link(delivery, target)
    if link.target != target:
        link.target = target
        link.save(update_fields=["target"])


@transaction.atomic
def schedule_post(workspace: Workspace, pk: int, *, may_approve: bool) -> Post:
    """Put a post's deliveries in the queue for its time; without the right to approve they wait."""
    post = _post(workspace, pk)
    if post.due_at is None:
        raise SaidError("Say when the post is to go out.", where="due_at")
    rows = post.deliveries.filter(state__in=["draft", "waiting", "approved", "refused", "cancelled"])
    for delivery in rows.select_related("channel", "post", "link"):
        problems = problems_of(delivery)
        if problems:
            raise SaidError(f"{delivery.channel.name}: {problems[0]}", where="text")
    state = "due" if may_approve else "waiting"
    due_at = post.due_at if may_approve else None
    rows.update(state=state, due_at=due_at, lease_until=None, tries=0, says="")
    return post


@transaction.atomic
def approve_post(workspace: Workspace, pk: int) -> Post:
    """Let a waiting post go out at its time."""
    post = _post(workspace, pk)
    if not post.deliveries.filter(state="waiting").update(state="due", due_at=post.due_at):
        raise SaidError("This post does not wait for approval.")
    return post


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Whether everything was stopped, and a sentence on what was not."""

    cancelled: bool
    says: str


@transaction.atomic
def cancel_post(workspace: Workspace, pk: int) -> Cancelled:
    """Stop a post everywhere it has not begun to go out; says honestly where it was too late."""
    post = _post(workspace, pk)
    rows = post.deliveries
    stopped = rows.filter(state__in=CANCELLABLE).update(
        state="cancelled", due_at=None, lease_until=None, says="Cancelled."
    )
    late = list(rows.exclude(state="cancelled").select_related("channel"))
    if not late:
        return Cancelled(True, "Cancelled. Nothing of it goes out.")
    places = ", ".join(f"{row.channel.name} ({row.state})" for row in late)
    begun = "The rest is cancelled, but it" if stopped else "It"
    return Cancelled(False, f"{begun} was too late for {places}.")


@transaction.atomic
def delete_draft(workspace: Workspace, pk: int) -> None:
    """Throw a post away that never went anywhere."""
    post = _post(workspace, pk)
    if post.deliveries.exclude(state__in=["draft", "cancelled"]).exists():
        raise SaidError("Cancel the post first; what is out stays known.")
    post.delete()


@transaction.atomic
def decide_unknown(workspace: Workspace, pk: int, *, is_out: bool) -> None:
    """Let a person settle a delivery of which nobody knows whether it went out."""
    rows = Delivery.objects.filter(workspace=workspace, pk=pk, state="unknown")
    now = timezone.now()
    if is_out:
        changed = rows.update(state="out", sent_at=now, due_at=None, says="Seen by one of us.")
    else:
        changed = rows.update(state="due", due_at=now, tries=0, says="Sent again on request.")
    if not changed:
        raise SaidError("This has been decided already.")


@transaction.atomic
def try_again(workspace: Workspace, pk: int) -> None:
    """Send a refused delivery once more, now."""
    rows = Delivery.objects.filter(workspace=workspace, pk=pk, state="refused")
    if not rows.update(state="due", due_at=timezone.now(), tries=0, says=""):
        raise SaidError("Only what was refused can be tried again.")
