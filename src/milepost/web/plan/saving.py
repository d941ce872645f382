"""Saving a plan that a page changed: as a new version, unless someone saved another meanwhile."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from milepost.base.errors import SaidError
from milepost.do.actions.plans import save_plan
from milepost.plan.actions import PlanConflict
from milepost.plan.models import PlanVersion
from milepost.plan.outline import Plan
from milepost.plan.queries import CurrentPlan, current_plan, current_version, step_to_undo
from milepost.web.access import PageRequest
from milepost.web.forms import number_of
from milepost.web.plan.dropped import left_words, posts_left_by
from milepost.web.undoing import say_done


def plan_or_404(request: PageRequest) -> CurrentPlan:
    """Return the plan as it stands; there is no part to change where there is none."""
    current = current_plan(request.workspace)
    if current is None:
        raise Http404
    return current


def based_on(request: PageRequest) -> int:
    """Return the version a form was filled in upon; 0 where it does not say."""
    return number_of(request.POST.get("based_on", "")) or 0


def shown_number(request: PageRequest, current: int) -> int:
    """Return the version that a form is based upon; sending it again does not make it newer."""
    return based_on(request) if request.method == "POST" else current


def newer_version(request: PageRequest, error: SaidError | None) -> int | None:
    """Return the version someone saved meanwhile, where that is why a form is refused."""
    newest = current_version(request.workspace) if isinstance(error, PlanConflict) else None
    return newest.number if newest else None


def saved(request: PageRequest, plan: Plan, says: str, *, upon: int | None = None) -> HttpResponse:
    """Save the plan and go back to it; raises SaidError where it cannot be saved.

    `upon` is the version the plan was made from, unless told the one the form began with.
    """
    before = current_version(request.workspace)
    version = save_plan(
        request.workspace,
        plan,
        says=says,
        made_by=request.member.user,
        based_on=based_on(request) if upon is None else upon,
    )
    say_saved(request, f"{says}.", before=before, version=version)
    return redirect("plan", workspace=request.workspace.slug)


def say_saved(
    request: PageRequest, says: str, *, before: PlanVersion | None, version: PlanVersion
) -> None:
    """Say that a version was saved, with its undo, and which posts it leaves for a person."""
    if version == before:
        messages.info(request, _("Nothing was changed."))
        return
    say_done(request, says, step_to_undo(version))
    if left := posts_left_by(before, version):
        messages.warning(request, left_words(request.workspace, version, left))
