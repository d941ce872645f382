"""Questions about a workspace's plan."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from milepost.base.clock import day_in
from milepost.plan.file import LinedPlan, read_lined_plan
from milepost.plan.models import Magnet, PlanVersion, Stage, Strategy, Tactic
from milepost.plan.outline import Plan
from milepost.team.models import Undo, Workspace
from milepost.team.undo import steps_open


@dataclass(frozen=True)
class CurrentPlan:
    """The plan as it stands, with the number of its version; began_at: when the first was made."""

    number: int
    plan: Plan
    lined: LinedPlan
    began_at: datetime


def current_version(workspace: Workspace) -> PlanVersion | None:
    """Return the newest version of the plan."""
    return workspace.plan_versions.order_by("-number").first()


def current_plan(workspace: Workspace) -> CurrentPlan | None:
    """Return the plan as values, or None where none was made yet."""
    first = PlanVersion.objects.filter(workspace=OuterRef("workspace")).order_by("number")
    rows = workspace.plan_versions.annotate(began_at=Subquery(first.values("made_at")[:1]))
    version = rows.order_by("-number").first()
    if version is None:
        return None
    lined = _parsed(version.text)
    return CurrentPlan(version.number, lined.plan, lined, version.began_at)


@lru_cache(maxsize=256)
def _parsed(text: str) -> LinedPlan:
    return read_lined_plan(text)


def plan_of(version: PlanVersion) -> Plan:
    """Return the plan of a version as values."""
    return _parsed(version.text).plan


def current_text(workspace: Workspace) -> str | None:
    """Return the plan as canonical YAML."""
    version = current_version(workspace)
    return version.text if version else None


def versions(workspace: Workspace) -> QuerySet[PlanVersion]:
    """All versions, newest first, without their texts."""
    return workspace.plan_versions.select_related("made_by").defer("text").order_by("-number")


def version_numbered(workspace: Workspace, number: int) -> PlanVersion | None:
    """Return one version of this workspace."""
    return workspace.plan_versions.filter(number=number).first()


def kept_of(version: PlanVersion) -> dict[str, int]:
    """Return what is kept of a change of the plan, to undo it."""
    return {"version": version.number}


def step_to_undo(version: PlanVersion) -> Undo | None:
    """Return the step that undoes a version, while it can be undone."""
    kept = json.dumps(kept_of(version))
    return steps_open(version.workspace).filter(kind="plan", kept=kept).first()


def is_live(day: date) -> Q:
    """Return the condition under which a part's row counts on a day: not retired yet."""
    return Q(retired_on=None) | Q(retired_on__gt=day)


def _lives_today(workspace: Workspace) -> Q:
    return is_live(day_in(workspace.timezone, timezone.now()))


def tactics(workspace: Workspace) -> QuerySet[Tactic]:
    """The tactics that were ever in the plan, in its order."""
    return Tactic.objects.filter(workspace=workspace).select_related("strategy", "magnet")


def live_tactics(workspace: Workspace) -> QuerySet[Tactic]:
    """The tactics of the current plan."""
    return tactics(workspace).filter(_lives_today(workspace))


def strategies(workspace: Workspace) -> QuerySet[Strategy]:
    """The strategies that were ever in the plan, in its order."""
    return Strategy.objects.filter(workspace=workspace)


def magnets(workspace: Workspace) -> QuerySet[Magnet]:
    """The magnets of the current plan."""
    return Magnet.objects.filter(_lives_today(workspace), workspace=workspace)


def stages(workspace: Workspace) -> QuerySet[Stage]:
    """The stages of the current plan's funnels, in order."""
    return Stage.objects.filter(_lives_today(workspace), workspace=workspace)
