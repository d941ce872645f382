"""What takes a step back: a change of the plan, a moved lead, what was deleted or closed."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction

from milepost.base.errors import SaidError
from milepost.do.actions.days import mark_changed, mark_moment
from milepost.do.actions.keeping import bring_back
from milepost.do.actions.leads import days_of
from milepost.do.actions.plans import save_plan
from milepost.do.models import Channel, Label, Lead, Post, Slot
from milepost.plan.actions import PlanConflict
from milepost.plan.queries import plan_of, version_numbered
from milepost.team.models import User, Workspace
from milepost.team.record import note
from milepost.team.undo import take_step

TAKEN = "Something else stands in its place since, so this cannot be undone."


@transaction.atomic
def undo_step(workspace: Workspace, pk: int, *, by: User | None) -> str:
    """Take a step back, once; return which part that was about, as the record names it.

    Raises SaidError, and changes nothing, where the world has moved on since.
    """
    step, kept = take_step(workspace, pk)
    try:
        with transaction.atomic():
            part = _WAYS_BACK[step.kind](workspace, kept, by)
    except IntegrityError:
        raise SaidError(TAKEN) from None
    note(workspace, part, f"undid a step: {step.says}")
    return part


def _plan_back(workspace: Workspace, kept: Any, by: User | None) -> str:
    number = kept["version"]
    before = version_numbered(workspace, number - 1)
    if before is None:
        raise SaidError("The version before that one is not known any more.")
    try:
        says = f"Undid version {number}"
        save_plan(workspace, plan_of(before), says=says, made_by=by, based_on=number)
    except PlanConflict:
        raise SaidError(
            f"The plan has changed again since version {number}; "
            "its versions show how, and each can be made the plan again."
        ) from None
    return "plan"


def _lead_moves_back(workspace: Workspace, kept: Any, _: User | None) -> str:
    lead = Lead.objects.select_for_update().filter(workspace=workspace, pk=kept["lead"]).first()
    if lead is None:
        raise SaidError("This lead has been deleted since.")
    newest = lead.changes.order_by("-pk").first()
    if newest is None or newest.pk != kept["change"]:
        raise SaidError("This lead has moved again since; move it on its page.")
    mark_moment(workspace, newest.at)
    newest.delete()
    lead.stage_id = kept["before"]
    lead.save(update_fields=["stage"])
    return f"lead:{lead.pk}"


def _lead_back(workspace: Workspace, kept: Any, _: User | None) -> str:
    bring_back(kept["rows"])
    lead = Lead.objects.get(workspace=workspace, pk=kept["lead"])
    for day in days_of(lead):
        mark_changed(workspace.pk, day)
    return f"lead:{lead.pk}"


def _post_back(workspace: Workspace, kept: Any, _: User | None) -> str:
    slot = Slot.objects.select_for_update().filter(workspace=workspace, pk=kept["slot"]).first()
    if slot and (slot.done_at or slot.skipped_at or Post.objects.filter(slot=slot).exists()):
        raise SaidError("Its slot has been used since; open the slot again, or empty it, first.")
    bring_back(kept["rows"])
    for pk, post, link in kept["leads"]:
        rows = Lead.objects.filter(workspace=workspace, pk=pk, post=None, link=None)
        rows.update(post_id=post, link_id=link)
    return f"post:{kept['post']}"


def _channel_back(workspace: Workspace, kept: Any, _: User | None) -> str:
    rows = Channel.objects.filter(workspace=workspace, pk=kept["channel"])
    if not rows.exclude(closed_at=None).update(closed_at=None):
        raise SaidError("This channel is open already.")
    for label in kept["labels"]:
        # Where the plan's word means another channel by now, it goes on meaning that.
        Label.objects.get_or_create(
            workspace=workspace, label=label, defaults={"channel_id": kept["channel"]}
        )
    return f"channel:{kept['channel']}"


_WAYS_BACK: dict[str, Callable[[Workspace, Any, User | None], str]] = {
    "plan": _plan_back,
    "lead moved": _lead_moves_back,
    "lead deleted": _lead_back,
    "post deleted": _post_back,
    "channel closed": _channel_back,
}
# What a role must be able to do, to take back a step of that kind: what the step itself asks for.
RIGHTS = {
    "plan": "plan",
    "lead moved": "work",
    "lead deleted": "work",
    "post deleted": "work",
    "channel closed": "work",
}
