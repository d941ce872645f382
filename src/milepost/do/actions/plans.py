"""Saving a plan together with what the work needs of it: a page for each magnet."""

from django.db import transaction

from milepost.do.actions.magnets import ensure_pages
from milepost.plan import actions as plan_actions
from milepost.plan.models import PlanVersion
from milepost.plan.outline import Plan
from milepost.team.models import User, Workspace


@transaction.atomic
def import_plan(workspace: Workspace, text: str, *, made_by: User | None = None) -> PlanVersion:
    """Take a plan file as the new version; raises PlanError and changes nothing when it is bad."""
    version = plan_actions.import_plan(workspace, text, made_by=made_by)
    ensure_pages(workspace)
    return version


@transaction.atomic
def save_plan(
    workspace: Workspace, plan: Plan, *, says: str, made_by: User | None, based_on: int | None
) -> PlanVersion:
    """Save a changed plan as a new version; raises PlanConflict when a newer one stands there."""
    version = plan_actions.save_plan(
        workspace, plan, says=says, made_by=made_by, based_on=based_on
    )
    ensure_pages(workspace)
    return version


@transaction.atomic
def restore_version(workspace: Workspace, number: int, *, made_by: User | None) -> PlanVersion:
    """Take an older version as the new one."""
    version = plan_actions.restore_version(workspace, number, made_by=made_by)
    ensure_pages(workspace)
    return version
