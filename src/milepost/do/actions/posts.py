"""What people change about posts: write, schedule, approve, cancel, decide."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from milepost.base.clock import day_in, moment_words
from milepost.base.errors import SaidError
from milepost.base.text import shortened
from milepost.do.actions.days import mark_moment
from milepost.do.actions.keeping import kept_rows
from milepost.do.actions.links import make_link
from milepost.do.actions.slots import keep_slot
from milepost.do.linking import is_safe_target
from milepost.do.models import Channel, Click, Delivery, Lead, Link, Post, Slot
from milepost.do.queries.posts import default_target, problems_of, told_of
from milepost.do.sending import CANCELLABLE, EDITABLE
from milepost.plan.models import Tactic
from milepost.team.models import Record, Undo, User, Workspace
from milepost.team.record import note
from milepost.team.undo import keep_step

# Longer than any article; a book pasted by mistake is no post.
LONGEST_TEXT = 50_000
LONGEST_TARGET = 1_000
SCHEDULABLE = ("draft", "waiting", "approved", "refused", "cancelled")
# A worker that claimed the row just before finds its claim void.
TAKEN_BACK = {"lease_until": None, "fence": F("fence") + 1}


@dataclass(frozen=True, slots=True)
class Written:
    """What a person or program writes down for a post.

    slot: its name (tactic~day~number) or "". due_at None: a draft. variants: a channel's own
    wording, by the channel's pk. target: where the link leads; "" is the tactic's magnet.
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
    _write(post, written)
    _note(post, "wrote {post}")
    _follow(post, then)
    return post


@transaction.atomic
def rewrite_post(workspace: Workspace, pk: int, written: Written, *, then: str = "draft") -> Post:
    """Change a post none of whose deliveries has begun; it is a draft again unless told."""
    post = _post(workspace, pk)
    states = list(post.deliveries.select_for_update().values_list("state", flat=True))
    if any(state not in EDITABLE for state in states):
        raise SaidError("This post is on its way or out; write a new one instead.")
    post.deliveries.update(state="draft", due_at=None, says="", **TAKEN_BACK)
    before = told_of(post)
    _write(post, written)
    _note_changes(post, before)
    if then == "draft" and set(states) & {"waiting", "approved", "due"}:
        _note(post, "took {post} back; it is a draft")
    _follow(post, then)
    return post


def _write(post: Post, written: Written) -> None:
    _fill(post, written)
    post.save()
    _move_slot_along(post)
    _set_channels(post, written)


def _follow(post: Post, then: str) -> None:
    if then != "draft":
        schedule_post(post.workspace, post.pk, may_approve=then == "due")


def _note(post: Post, says: str, *, before: str = "", after: str = "") -> Record:
    """Add a row about a post to the record; {post} in the sentence is its name."""
    told = says.replace("{post}", f"post “{shortened(' '.join(str(post).split()))}”")
    return note(post.workspace, f"post:{post.pk}", told, before=before, after=after)


def _note_changes(post: Post, before: Mapping[str, str]) -> None:
    for what, after in told_of(post).items():
        if before[what] != after:
            _note(post, f"changed {what} of {{post}}", before=before[what], after=after)


def _post(workspace: Workspace, pk: int) -> Post:
    """Return a post, held until we are done: people change it one after the other."""
    post = Post.objects.select_for_update().filter(workspace=workspace, pk=pk).first()
    if post is None:
        raise SaidError("There is no such post.")
    return post


def _free_slot(workspace: Workspace, name: str) -> Slot:
    slot = keep_slot(workspace, name)
    if Post.objects.filter(slot=slot).exists():
        says = "This slot has a post already; open that one, or choose another slot."
        raise SaidError(says, where="slot")
    if slot.done_at:
        raise SaidError("This slot is done already; choose another one.", where="slot")
    slot.skipped_at, slot.skipped_why = None, ""
    slot.save()
    return slot


def _move_slot_along(post: Post) -> None:
    """Let a slot stand where its post does."""
    if post.slot and post.due_at:
        post.slot.at = post.due_at
        post.slot.day = day_in(post.workspace.timezone, post.due_at)
        post.slot.save(update_fields=["at", "day"])


def _fill(post: Post, written: Written) -> None:
    _check(written)
    tactic_code = post.slot.tactic.code if post.slot else written.tactic
    post.tactic = _tactic(post.workspace, tactic_code)
    post.off_plan_reason = "" if post.tactic else written.off_plan_reason.strip()[:300]
    if post.tactic is None and not post.off_plan_reason:
        says = "Choose the tactic this post serves, or say in a few words why it is off plan."
        raise SaidError(says, where="tactic")
    post.title, post.text = written.title.strip()[:200], written.text.strip()
    post.target, post.due_at = written.target.strip(), written.due_at


def _check(written: Written) -> None:
    """Raise where something cannot be kept, before anything is."""
    checked_text(written.text)
    texts = {f"variant_{pk}": text for pk, text in written.variants.items()}
    texts |= {name: getattr(written, name) for name in ("title", "off_plan_reason")}
    for where, text in texts.items():
        _check_text(text, where)
    target = written.target.strip()
    if target and (len(target) > LONGEST_TARGET or not is_safe_target(target)):
        raise SaidError("Write an address that starts with https://.", where="target")


def checked_text(text: str) -> str:
    """Return the text of a post as it is kept; raises SaidError where it cannot be."""
    if not text.strip():
        raise SaidError("Write the post first.", where="text")
    _check_text(text, "text")
    return text.strip()


def _check_text(text: str, where: str) -> None:
    if "\x00" in text:
        says = "This holds a character that cannot be kept (NUL); take it out."
        raise SaidError(says, where=where)
    if len(text) > LONGEST_TEXT:
        says = f"A text may have {LONGEST_TEXT:,} characters at most; cut it, or make it two."
        raise SaidError(says, where=where)


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
    rows = post.deliveries.filter(state__in=SCHEDULABLE)
    for delivery in rows.select_related("channel", "post", "link"):
        _check_fit(delivery)
    state = "due" if may_approve else "waiting"
    due_at = post.due_at if may_approve else None
    if not rows.update(state=state, due_at=due_at, tries=0, says="", **TAKEN_BACK):
        raise SaidError("This post is scheduled already, or on its way.")
    says = "scheduled {post} for" if may_approve else "asked for approval of {post} for"
    _note(post, f"{says} {moment_words(workspace.timezone, post.due_at)}")
    return post


def _check_fit(delivery: Delivery) -> None:
    """Raise where a delivery could not go out."""
    name = delivery.channel.name
    if delivery.channel.closed_at:
        raise SaidError(f"{name} is closed; choose another channel.", where="channels")
    if problems := problems_of(delivery):
        where = f"variant_{delivery.channel_id}" if delivery.text else "text"
        raise SaidError(f"{name}: {problems[0]}", where=where)


@transaction.atomic
def approve_post(workspace: Workspace, pk: int) -> Post:
    """Let a waiting post go out at its time."""
    post = _post(workspace, pk)
    waiting = post.deliveries.filter(state="waiting")
    for delivery in waiting.select_related("channel", "post", "link"):
        _check_fit(delivery)
    if not waiting.update(state="due", due_at=post.due_at):
        raise SaidError("This post does not wait for approval.")
    _note(post, f"approved {{post}} for {moment_words(workspace.timezone, post.due_at)}")
    return post


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Whether everything was stopped, and a sentence on what was not."""

    cancelled: bool
    says: str


# What a person found of a delivery in doubt, by the state that follows.
FOUND = {
    "out": "out on",
    "due": "absent, and sent it again to",
    "cancelled": "absent, and did not send it again to",
}
LATE = {"sending": "going out now", "out": "out", "unknown": "may or may not be out"}


@transaction.atomic
def cancel_post(workspace: Workspace, pk: int) -> Cancelled:
    """Stop a post everywhere it has not begun to go out; says honestly where it was too late."""
    post = _post(workspace, pk)
    stopped = post.deliveries.filter(state__in=CANCELLABLE).update(
        state="cancelled", due_at=None, says="Cancelled.", **TAKEN_BACK
    )
    late = list(post.deliveries.exclude(state="cancelled").select_related("channel"))
    if stopped:
        _note(post, "cancelled {post}" if not late else "cancelled what was not out of {post}")
    if not late:
        return Cancelled(True, "Cancelled. Nothing of it goes out.")
    places = ", ".join(f"{row.channel.name} ({LATE[row.state]})" for row in late)
    begun = "The rest is cancelled, but it" if stopped else "It"
    return Cancelled(False, f"{begun} was too late for {places}.")


@transaction.atomic
def delete_draft(workspace: Workspace, pk: int) -> Undo:
    """Throw a post away that never went anywhere. Returns how to undo it."""
    post = _post(workspace, pk)
    if post.deliveries.exclude(state__in=["draft", "cancelled"]).exists():
        raise SaidError("Cancel the post first; what is out stays known.")
    says, kept = _note(post, "deleted {post}").says, _kept_of(post)
    post.delete()
    return keep_step(workspace, "post deleted", says, kept)


def _kept_of(post: Post) -> dict[str, object]:
    """Return a post with all that goes with it, and the leads that know it."""
    links = list(post.links.all())
    leads = Lead.objects.filter(Q(post=post) | Q(link__in=links))
    rows = [post, *post.deliveries.all(), *links, *Click.objects.filter(link__in=links)]
    return {
        "post": post.pk,
        "slot": post.slot_id,
        "rows": kept_rows(rows),
        "leads": list(leads.values_list("pk", "post_id", "link_id")),
    }


@transaction.atomic
def decide_unknown(workspace: Workspace, pk: int, found: str) -> None:
    """Settle a delivery of which nobody knows whether it went out, as a person found it.

    found: `out`; `absent`, and then it is sent; `unwanted`: absent, and it stays so.
    """
    delivery = _in_state(workspace, pk, "unknown")
    if delivery is None:
        raise SaidError("This has been decided already.")
    if found == "out":
        _found_out(delivery)
    elif found == "absent":
        _send_now(delivery, "Sent again on request.")
    else:
        delivery.state, delivery.says = "cancelled", "Not there, and not sent again."
    delivery.save(update_fields=["state", "says", "due_at", "tries", "sent_at"])
    _note(delivery.post, f"found {{post}} {FOUND[delivery.state]} {delivery.channel}")


@transaction.atomic
def try_again(workspace: Workspace, pk: int) -> None:
    """Send a refused delivery once more, now."""
    delivery = _in_state(workspace, pk, "refused")
    if delivery is None:
        raise SaidError("Only what was refused can be tried again.")
    _send_now(delivery, "")
    delivery.save(update_fields=["state", "says", "due_at", "tries"])
    _note(delivery.post, f"sent {{post}} to {delivery.channel} once more")


def _in_state(workspace: Workspace, pk: int, state: str) -> Delivery | None:
    """Return a delivery of that state, held until we are done."""
    rows = Delivery.objects.select_for_update(of=("self",)).select_related(
        "channel", "post", "workspace"
    )
    return rows.filter(workspace=workspace, pk=pk, state=state).first()


def _found_out(delivery: Delivery) -> None:
    now = timezone.now()
    delivery.state, delivery.says = "out", "Seen by one of us."
    # It went out when it was asked for, not when somebody looked.
    delivery.sent_at = min(delivery.post.due_at or now, now)
    mark_moment(delivery.workspace, delivery.sent_at)


def _send_now(delivery: Delivery, says: str) -> None:
    _check_fit(delivery)
    delivery.state, delivery.says = "due", says
    delivery.due_at, delivery.tries = timezone.now(), 0
