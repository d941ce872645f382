"""One post: what each channel gets, what became of it, and what may be done."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from milepost.base.errors import SaidError
from milepost.do.actions.posts import (
    approve_post,
    cancel_post,
    decide_unknown,
    delete_draft,
    schedule_post,
    try_again,
)
from milepost.do.actions.taking_down import put_back, reword_out, take_down
from milepost.do.queries.networks import can_take_down, is_ours
from milepost.do.queries.posts import post_of, post_of_delivery, previews
from milepost.do.sending import CANCELLABLE, EDITABLE
from milepost.team.access import may
from milepost.web.access import PageRequest, page, show
from milepost.web.history import history_of
from milepost.web.undoing import say_done


@page("read")
def post(request: PageRequest, pk: int) -> HttpResponse:
    """Show one post."""
    found = post_of(request.workspace, pk)
    if found is None:
        raise Http404
    deliveries = found.deliveries.all()
    states = {delivery.state for delivery in deliveries}
    return show(
        request,
        "do/post.html",
        "posts",
        post=found,
        previews=previews(found),
        is_editable=states <= set(EDITABLE),
        is_cancellable=bool(states & {*CANCELLABLE} - {"cancelled", "draft"}),
        is_draft=states <= {"draft", "cancelled"},
        waits="waiting" in states,
        up={each.pk for each in deliveries if can_take_down(each)},
        ours={each.pk for each in deliveries if is_ours(each)},
        **history_of(request.workspace, f"post:{pk}"),
    )


@page("work")
@require_POST
def act(request: PageRequest, pk: int) -> HttpResponse:
    """Schedule, cancel or delete a post."""
    workspace, asked = request.workspace, request.POST.get("act", "")
    try:
        if asked == "schedule":
            schedule_post(workspace, pk, may_approve=may(request.member.role, "approve"))
        elif asked == "cancel":
            messages.info(request, cancel_post(workspace, pk).says)
        elif asked == "delete":
            say_done(request, _("The draft is gone."), delete_draft(workspace, pk))
            return redirect("posts", workspace=workspace.slug)
    except SaidError as error:
        messages.error(request, error.says)
    return redirect("post", workspace=workspace.slug, pk=pk)


@page("approve")
@require_POST
def approve(request: PageRequest, pk: int) -> HttpResponse:
    """Approve a post that waits."""
    try:
        approve_post(request.workspace, pk)
    except SaidError as error:
        messages.error(request, error.says)
    return redirect("post", workspace=request.workspace.slug, pk=pk)


@page("work")
@require_POST
def act_on_delivery(request: PageRequest, pk: int) -> HttpResponse:
    """Settle a doubtful delivery, try a refused one again, or change what is out."""
    try:
        if says := _act_on(request, pk, request.POST.get("act", "")):
            messages.success(request, says)
    except SaidError as error:
        messages.error(request, error.says)
    post_pk = post_of_delivery(request.workspace, pk)
    if post_pk is None:
        raise Http404
    return redirect("post", workspace=request.workspace.slug, pk=post_pk)


def _act_on(request: PageRequest, pk: int, asked: str) -> str:
    """Do what was asked with a delivery; return what to say of it."""
    workspace = request.workspace
    if asked in {"back", "reword"} and not may(request.member.role, "approve"):
        raise PermissionDenied("What readers see at once needs someone who may approve posts.")
    if asked == "again":
        try_again(workspace, pk)
    elif asked in {"out", "absent", "unwanted"}:
        decide_unknown(workspace, pk, asked)
    elif asked == "down":
        take_down(workspace, pk)
        return _("Taken down. Its links go on working, for who kept one.")
    elif asked == "back":
        put_back(workspace, pk)
        return _("It is up again, under its old address.")
    elif asked == "reword":
        reword_out(workspace, pk, request.POST.get("text", ""))
        return _("Changed. Readers see the new text from now on.")
    return ""
