"""Saving a plan together with what the work needs of it: a frozen past, a page for each magnet."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from milepost.do.actions.magnets import ensure_pages
from milepost.do.actions.slots import freeze_past
from milepost.plan import actions as plan_actions
from milepost.plan.models import PlanVersion
from milepost.plan.outline import Plan
from milepost.team.models import User, Workspace


@contextmanager
def _changing(workspace: Workspace) -> Iterator[None]:
    """Keep the past as the old plan laid it out, and give each magnet of the new one its page."""
    with transaction.atomic():
        freeze_past(workspace)
        yield
        ensure_pages(workspace)


def import_plan(workspace: Workspace, text: str, *, made_by: User | None = None) -> PlanVersion:
    """Take a plan file as the new version; raises PlanError and changes nothing when it is bad."""
    with _changing(workspace):
        return plan_actions.import_plan(workspace, text, made_by=made_by)


def save_plan(
    workspace: Workspace, plan: Plan, *, says: str, made_by: User | None, based_on: int | None
) -> PlanVersion:
    """Save a changed plan as a new version; raises PlanConflict when a newer one stands there."""
    with _changing(workspace):
        return plan_actions.save_plan(
            workspace, plan, says=says, made_by=made_by, based_on=based_on
        )


def restore_version(workspace: Workspace, number: int, *, made_by: User | None) -> PlanVersion:
    """Take an older version as the new one."""
    with _changing(workspace):
        return plan_actions.restore_version(workspace, number, made_by=made_by)
