"""Routes of Do: channels, posts, the calendar and leads."""

from datetime import date, timedelta

from django.utils import timezone
from ninja import Query, Router, Status

from milepost.api.auth import ApiRequest, Bearer
from milepost.api.do_schemas import (
    CancelledOut,
    ChannelIn,
    ChannelOut,
    EntryOut,
    LeadIn,
    LeadOut,
    Move,
    PostIn,
    PostOut,
    PostsAsked,
)
from milepost.api.errors import ERRORS, ApiError, Error, not_found
from milepost.api.fields import Day
from milepost.api.paging import Page, Paging, page_of
from milepost.base.clock import day_in
from milepost.do.actions.channels import connect_channel
from milepost.do.actions.leads import add_by_hand, move
from milepost.do.actions.posts import approve_post, cancel_post, write_post
from milepost.do.models import Post
from milepost.do.queries.calendar import calendar as calendar_of
from milepost.do.queries.channels import channels
from milepost.do.queries.leads import lead_of, leads
from milepost.do.queries.posts import post_of, posts, posts_in
from milepost.plan.queries import stages
from milepost.team.access import may

router = Router(tags=["Do"])
MOST_DAYS = 400


@router.post("/channels", auth=Bearer("work"), response={201: ChannelOut, ERRORS: Error})
def add_channel(request: ApiRequest, asked: ChannelIn) -> Status[ChannelOut]:
    """Connect a channel."""
    channel = connect_channel(request.auth.workspace, asked.connection())
    return Status(201, ChannelOut.of(channel))


@router.get("/channels", auth=Bearer("read"), response={200: Page[ChannelOut], ERRORS: Error})
def list_channels(request: ApiRequest, asked: Query[Paging]) -> Page[ChannelOut]:
    """List the connected channels, the oldest first."""
    return page_of(channels(request.auth.workspace), asked, ChannelOut.of)


@router.post("/posts", auth=Bearer("work"), response={201: PostOut, ERRORS: Error})
def add_post(request: ApiRequest, asked: PostIn) -> Status[PostOut]:
    """Write a post. With due_at it is approved where the token may approve, else it waits."""
    holder = request.auth
    approved = "due" if may(holder.role, "approve") else "waiting"
    then = approved if asked.due_at else "draft"
    post = write_post(holder.workspace, asked.written(), by=holder.made_by, then=then)
    return Status(201, PostOut.of(_post(request, post.pk)))


def _post(request: ApiRequest, pk: int) -> Post:
    found = post_of(request.auth.workspace, pk)
    if found is None:
        raise not_found("post")
    return found


@router.get("/posts", auth=Bearer("read"), response={200: Page[PostOut], ERRORS: Error})
def list_posts(request: ApiRequest, asked: Query[PostsAsked]) -> Page[PostOut]:
    """List posts, the latest first; state keeps those with a delivery in that state."""
    workspace = request.auth.workspace
    rows = posts_in(workspace, asked.state) if asked.state else posts(workspace)
    return page_of(rows, asked, PostOut.of)


@router.get("/posts/{int:pk}", auth=Bearer("read"), response={200: PostOut, ERRORS: Error})
def show_post(request: ApiRequest, pk: int) -> PostOut:
    """Show a post and what became of it on each of its channels."""
    return PostOut.of(_post(request, pk))


@router.post(
    "/posts/{int:pk}/cancel", auth=Bearer("work"), response={200: CancelledOut, ERRORS: Error}
)
def stop_post(request: ApiRequest, pk: int) -> CancelledOut:
    """Cancel a post wherever it has not begun to go out; says where it was too late."""
    post = _post(request, pk)
    done = cancel_post(request.auth.workspace, post.pk)
    return CancelledOut(cancelled=done.cancelled, says=done.says)


@router.post(
    "/posts/{int:pk}/approve", auth=Bearer("approve"), response={200: PostOut, ERRORS: Error}
)
def let_post_go(request: ApiRequest, pk: int) -> PostOut:
    """Approve a post that waits, so that it goes out at its time."""
    post = _post(request, pk)
    approve_post(request.auth.workspace, post.pk)
    return PostOut.of(_post(request, pk))


class DaysAsked(Paging):
    """Which days of the calendar are asked for, both ends included."""

    first: Day
    last: Day


@router.get("/calendar", auth=Bearer("read"), response={200: Page[EntryOut], ERRORS: Error})
def show_calendar(request: ApiRequest, asked: Query[DaysAsked]) -> Page[EntryOut]:
    """List what the plan lays out from one day to another, and what became of it."""
    _check_days(asked.first, asked.last)
    workspace = request.auth.workspace
    today = day_in(workspace.timezone, timezone.now())
    entries = calendar_of(workspace, asked.first, asked.last, today=today)
    return page_of(entries, asked, EntryOut.of)


def _check_days(first: date, last: date) -> None:
    if last < first:
        raise ApiError(422, "The last day lies before the first; turn them round.", where="last")
    if last - first >= timedelta(days=MOST_DAYS):
        raise ApiError(422, f"Ask for at most {MOST_DAYS} days at a time.", where="last")


@router.post("/leads", auth=Bearer("work"), response={201: LeadOut, ERRORS: Error})
def add_lead(request: ApiRequest, asked: LeadIn) -> Status[LeadOut]:
    """Write down someone who asked; the lead begins in the funnel's first stage."""
    holder = request.auth
    lead = add_by_hand(holder.workspace, asked.told(), holder.made_by)
    return Status(201, LeadOut.of(lead))


@router.get("/leads", auth=Bearer("read"), response={200: Page[LeadOut], ERRORS: Error})
def list_leads(request: ApiRequest, asked: Query[Paging]) -> Page[LeadOut]:
    """List leads, the newest first."""
    return page_of(leads(request.auth.workspace), asked, LeadOut.of)


@router.post("/leads/{int:pk}/move", auth=Bearer("work"), response={200: LeadOut, ERRORS: Error})
def move_lead(request: ApiRequest, pk: int, asked: Move) -> LeadOut:
    """Let a lead reach a stage of the funnel, forward or back."""
    workspace = request.auth.workspace
    lead = lead_of(workspace, pk)
    if lead is None:
        raise not_found("lead")
    stage = stages(workspace).filter(code__in=[asked.stage, f"/{asked.stage}"]).first()
    if stage is None:
        says = "The plan's funnel has no such stage; GET /api/plan shows its stages."
        raise ApiError(422, says, where="stage")
    move(lead, stage, request.auth.made_by)
    return LeadOut.of(lead)
