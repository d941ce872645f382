"""The example's posts: those that are out on its own page, and those to come."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import F, OuterRef, Subquery

from milepost.demo.sample import SamplePost
from milepost.demo.story import Story
from milepost.do import tasks
from milepost.do.actions.deliveries import CLAIM_SECONDS
from milepost.do.actions.posts import Written, write_post
from milepost.do.calendar import Entry, open_entry
from milepost.do.models import Channel, Delivery, Link, Post, Slot
from milepost.engine.claims import claim
from milepost.plan.slots import slots_of

Channels = Mapping[str, Channel]
_WEEKS_AHEAD = 3


def write_past_posts(story: Story, channels: Channels, now: datetime) -> None:
    """Put the sample's posts out on the own page, each in one of the last slots that were done."""
    own_page = channels["wordpress"]
    for tactic, texts in groupby(story.sample.posts, key=lambda each: each.tactic):
        _fill_done_slots(story, tactic, list(texts), own_page)
    _send(story, now)
    _date_back(story)


def _fill_done_slots(
    story: Story, tactic: str, texts: Sequence[SamplePost], own_page: Channel
) -> None:
    done = Slot.objects.filter(workspace=story.workspace, tactic__code=tactic, at__isnull=False)
    slots = list(done.exclude(done_at=None).order_by("-day")[: len(texts)])
    # What a post does is not done by hand.
    Slot.objects.filter(pk__in=[slot.pk for slot in slots]).update(done_at=None)
    for slot, each in zip(slots, reversed(texts), strict=False):
        written = Written(
            text=each.text,
            title=each.title,
            channels=[own_page.pk],
            slot=f"{tactic}~{slot.planned_day}~{slot.nth}",
            due_at=slot.at,
        )
        write_post(story.workspace, written, by=None, then="due")


def _send(story: Story, now: datetime) -> None:
    """Let the posts go out the way a worker sends them."""
    rows = Delivery.objects.filter(workspace=story.workspace, state="due")
    for taken in claim(rows, now=now, lease_seconds=CLAIM_SECONDS, most=len(rows)):
        tasks.send(taken)


def _date_back(story: Story) -> None:
    """Let everything about a post have happened at its time, not while the example was made."""
    posts = Post.objects.filter(workspace=story.workspace)
    posts.update(made_at=F("due_at") - timedelta(hours=20))
    due_at = posts.filter(pk=OuterRef("post")).values("due_at")
    Delivery.objects.filter(workspace=story.workspace).update(sent_at=Subquery(due_at))
    Link.objects.filter(workspace=story.workspace).update(made_at=Subquery(due_at))


def write_coming_posts(story: Story, channels: Channels) -> None:
    """Write the drafts and the posts that wait or go out by themselves, in the next slots."""
    taken: set[str] = set()
    for each in story.sample.coming:
        slot = _next_slot(story, each.tactic, taken)
        taken.add(slot.slot)
        written = Written(
            text=each.text,
            title=each.title,
            channels=sorted({channels[label].pk for label in each.channels}),
            slot=slot.slot,
            due_at=slot.at,
        )
        write_post(story.workspace, written, by=None, then=each.state)


def _next_slot(story: Story, tactic: str, taken: set[str]) -> Entry:
    first, last = story.today + timedelta(days=1), story.today + timedelta(weeks=_WEEKS_AHEAD)
    slots = slots_of(story.plan, story.plan.find(tactic), first, last)
    entries = (open_entry(story.plan, slot) for slot in slots)
    return next(entry for entry in entries if entry.slot not in taken)
