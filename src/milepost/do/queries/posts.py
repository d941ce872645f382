"""Questions about posts and what goes out with them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from milepost.base.clock import day_in, moment_words
from milepost.base.network import Draft
from milepost.base.text import joined
from milepost.do.fit import Fit, fit
from milepost.do.linking import Placed, Source, address_for, place
from milepost.do.models import Delivery, MagnetPage, Post
from milepost.do.queries.health import LATE_SECONDS
from milepost.do.queries.lists import LongList
from milepost.networks import NETWORKS, open_network
from milepost.team.models import Workspace

# Not begun, and nobody has to lift a finger for it to go out, or only to say yes.
TO_COME = ("waiting", "approved", "due", "by_hand")
FEW = 2_000  # posts in one state that a database sorts in no time
MOST_NEEDS = 30  # more than anyone settles in a day


def default_target(post: Post) -> str:
    """Return where a post's link leads unless told: the page of its tactic's magnet."""
    if post.tactic is None or post.tactic.magnet_id is None:
        return ""
    page = MagnetPage.objects.filter(magnet_id=post.tactic.magnet_id, is_open=True).first()
    return f"/g/{page.slug}" if page else ""


def posts(workspace: Workspace) -> QuerySet[Post]:
    """All posts with their deliveries, the newest first."""
    return (
        Post.objects.filter(workspace=workspace)
        .select_related("workspace", "tactic__strategy", "slot__tactic", "made_by")
        .prefetch_related("deliveries__channel", "deliveries__link")
        .order_by("-due_at", "-pk")
    )


def posts_in(workspace: Workspace, state: str) -> LongList[Post]:
    """The posts with a delivery in that state, the newest first."""
    sent = Delivery.objects.filter(workspace=workspace, state=state).order_by()
    count = sent.values("post").distinct().count()
    # Few are looked up one by one; of many, most posts that are passed on the way are one.
    chosen = (
        Q(pk__in=sent.values("post"))
        if count <= FEW
        else Q(Exists(sent.filter(post=OuterRef("pk"))))
    )
    return LongList(posts(workspace).filter(chosen), count=count)


def post_of(workspace: Workspace, pk: int) -> Post | None:
    """Return one post of this workspace."""
    return posts(workspace).filter(pk=pk).first()


def post_of_delivery(workspace: Workspace, pk: int) -> int | None:
    """Return the post that a delivery sends."""
    rows = Delivery.objects.filter(workspace=workspace, pk=pk)
    return rows.values_list("post_id", flat=True).first()


def placed(delivery: Delivery) -> Placed:
    """Return the text a channel gets, its link in place."""
    text = delivery.text or delivery.post.text
    link = getattr(delivery, "link", None)
    facts = NETWORKS[delivery.channel.network].facts
    if link is None:
        return Placed(text)
    address = address_for(
        facts,
        code=link.code,
        target=link.target,
        public_url=settings.PUBLIC_URL,
        source=source_of(delivery),
    )
    return place(text, address, facts)


def source_of(delivery: Delivery) -> Source:
    """Return what this delivery's link tells of where a visitor came from."""
    tactic = delivery.post.tactic
    strategy = tactic.strategy if tactic else None
    return Source(
        network=delivery.channel.network,
        strategy=strategy.code if strategy else "",
        tactic=tactic.code if tactic else "",
        post=delivery.post_id,
    )


def draft_of(delivery: Delivery) -> Draft:
    """Return the draft that the network is asked to post."""
    ready = placed(delivery)
    return Draft(text=ready.text, title=delivery.post.title, link=ready.link, marker=ready.link)


def fit_of(delivery: Delivery) -> Fit:
    """Hold what would go out against the limits of its network."""
    return fit(open_network(delivery.channel.network), placed(delivery).text)


def problems_of(delivery: Delivery) -> tuple[str, ...]:
    """Return what keeps a delivery from going out."""
    return fit_of(delivery).problems


@dataclass(frozen=True, slots=True)
class Preview:
    """What one channel would get: its text with the link, how it fits, what was left out."""

    delivery: Delivery
    placed: Placed
    fit: Fit
    shows_title: bool


def previews(post: Post) -> list[Preview]:
    """Return what each channel of a post gets."""
    return [
        Preview(
            delivery,
            placed(delivery),
            fit_of(delivery),
            NETWORKS[delivery.channel.network].facts.takes_title,
        )
        for delivery in post.deliveries.all()
    ]


@dataclass(frozen=True, slots=True)
class Needs:
    """What waits for a person: doubtful or refused deliveries, posts to approve, a late queue."""

    doubtful: tuple[Delivery, ...]
    to_approve: tuple[Post, ...]
    late: tuple[Delivery, ...]


def needs_of(workspace: Workspace) -> Needs:
    """Return what waits for a person, in one query."""
    now = timezone.now()
    waits, moves = ("refused", "unknown", "waiting"), ("due", "sending")
    is_late = Q(due_at__lt=now - timedelta(seconds=LATE_SECONDS))
    unheld = Q(lease_until=None) | Q(lease_until__lt=now)
    rows = (
        Delivery.objects.filter(workspace=workspace, state__in=(*waits, *moves))
        .filter(Q(state__in=waits) | is_late & unheld)
        .select_related("post__made_by", "channel")
        .order_by("post__due_at", "pk")
    )
    found = list(rows[:MOST_NEEDS])
    waiting = {row.post_id: row.post for row in found if row.state == "waiting"}
    return Needs(
        doubtful=tuple(row for row in found if row.state in {"refused", "unknown"}),
        to_approve=tuple(waiting.values()),
        late=tuple(row for row in found if row.state in {"due", "sending"}),
    )


def told_of(post: Post) -> dict[str, str]:
    """Return what is written down for a post, each by what the record calls it."""
    deliveries = list(post.deliveries.select_related("channel").order_by("channel_id"))
    wordings = [f"{each.channel}: {each.text}" for each in deliveries if each.text]
    return {
        "the tactic": str(post.tactic or f"off plan: {post.off_plan_reason}"),
        "the title": post.title,
        "the text": post.text,
        "the link's target": post.target,
        "the time": moment_words(post.workspace.timezone, post.due_at),
        "the channels": joined(str(each.channel) for each in deliveries),
        "a channel's own wording": "\n\n".join(wordings),
    }


def posts_among(workspace: Workspace, pks: Collection[int]) -> set[int]:
    """Return which of these posts are there."""
    rows = Post.objects.filter(workspace=workspace, pk__in=pks)
    return set(rows.values_list("pk", flat=True))


def posts_left_by(workspace: Workspace, dropped: Mapping[str, date], *, today: date) -> list[Post]:
    """Return the posts that would still go out for dropped tactics, the earliest first.

    dropped: the day from which each tactic is dropped, by its id.
    """
    if not dropped:
        return []
    rows = Post.objects.filter(workspace=workspace, tactic__code__in=dropped)
    found = rows.filter(deliveries__state__in=TO_COME).distinct().select_related("tactic")
    return [
        post
        for post in found.order_by("due_at", "pk")
        if post.tactic and _is_dropped(post, dropped[post.tactic.code], workspace, today)
    ]


def _is_dropped(post: Post, since: date, workspace: Workspace, today: date) -> bool:
    return since <= today or bool(post.due_at and day_in(workspace.timezone, post.due_at) >= since)
