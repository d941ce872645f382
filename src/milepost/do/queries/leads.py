"""Questions about leads: the board, one of its columns, one lead and its history."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from milepost.do.models import Lead, StageChange
from milepost.plan.models import Stage
from milepost.plan.queries import stages
from milepost.team.models import Workspace

# A column's leads on the board; the rest is one step away.
SHOWN = 50
# The column of leads in no stage of the current plan.
NO_STAGE = 0


@dataclass(frozen=True, slots=True)
class Column:
    """One stage with its newest leads, and the stage that follows; no stage: leads without one."""

    stage: Stage | None
    following: Stage | None
    count: int
    leads: tuple[Lead, ...]

    @property
    def has_more(self) -> bool:
        """Tell whether the stage has leads that the board does not show."""
        return self.count > len(self.leads)


def board(workspace: Workspace) -> list[Column]:
    """Return the columns of the board in the order of the funnels.

    Leads in no stage come first, where there are such; without a funnel that is the one column.
    """
    live = list(stages(workspace))
    counts = _counts(workspace)
    shown: dict[int, list[Lead]] = {}
    for lead in _newest(workspace):
        shown.setdefault(lead.column, []).append(lead)
    following = _following(live)
    unplaced = [None] if counts[NO_STAGE] or not live else []
    return [
        Column(
            stage=stage,
            following=following.get(key, live[0] if live and not stage else None),
            count=counts[key],
            leads=tuple(shown.get(key, ())),
        )
        for stage in (*unplaced, *live)
        for key in [stage.pk if stage else NO_STAGE]
    ]


def _following(live: list[Stage]) -> dict[int, Stage]:
    """Return the next stage of the same funnel, by the stage before it."""
    return {this.pk: after for this, after in pairwise(live) if this.funnel == after.funnel}


def _placed(workspace: Workspace) -> QuerySet[Any]:
    """The leads with the column each stands in."""
    in_plan = Q(stage__isnull=False, stage__retired_on=None)
    return Lead.objects.filter(workspace=workspace).annotate(
        column=Case(When(in_plan, then=F("stage_id")), default=Value(NO_STAGE))
    )


def _counts(workspace: Workspace) -> Counter[int]:
    rows = _placed(workspace).values("column").annotate(count=Count("pk"))
    return Counter(dict(rows.values_list("column", "count")))


def _newest(workspace: Workspace) -> QuerySet[Any]:
    newest_first = [F("asked_at").desc(), F("pk").desc()]
    nth = Window(RowNumber(), partition_by=F("column"), order_by=newest_first)
    newest: QuerySet[Any] = _placed(workspace).annotate(nth=nth).filter(nth__lte=SHOWN)
    return newest.select_related("post", "tactic", "magnet").order_by("-asked_at", "-pk")


def leads_at(workspace: Workspace, column: int) -> QuerySet[Lead]:
    """All leads of one column, newest first; `column` is the stage's pk or NO_STAGE."""
    return (
        _placed(workspace)
        .filter(column=column)
        .select_related("post", "tactic", "magnet")
        .order_by("-asked_at", "-pk")
    )


def lead_of(workspace: Workspace, pk: int) -> Lead | None:
    """Return one lead of this workspace."""
    known = ("workspace", "post", "tactic__strategy", "magnet", "link", "stage", "made_by")
    return Lead.objects.filter(workspace=workspace, pk=pk).select_related(*known).first()


def changes_of(lead: Lead) -> QuerySet[StageChange]:
    """The stages a lead reached, the newest first."""
    return lead.changes.select_related("stage", "made_by").order_by("-at", "-pk")


def stage_of(workspace: Workspace, pk: int) -> Stage | None:
    """Return one stage of the current plan."""
    return stages(workspace).filter(pk=pk).first()


def leads(workspace: Workspace) -> QuerySet[Lead]:
    """All leads, newest first."""
    return (
        Lead.objects.filter(workspace=workspace)
        .select_related("stage", "tactic", "magnet")
        .order_by("-asked_at", "-pk")
    )


def new_leads(workspace: Workspace) -> QuerySet[Lead]:
    """Leads that nobody moved on yet, newest first: in a funnel's first stage or in none."""
    earlier = stages(workspace).filter(
        funnel=OuterRef("stage__funnel"), position__lt=OuterRef("stage__position")
    )
    return (
        Lead.objects.filter(workspace=workspace)
        .filter(Q(stage=None) | ~Exists(earlier))
        .select_related("post", "tactic", "magnet")
        .order_by("-asked_at", "-pk")
    )


def leads_among(workspace: Workspace, pks: Collection[int]) -> set[int]:
    """Return which of these leads are there."""
    rows = Lead.objects.filter(workspace=workspace, pk__in=pks)
    return set(rows.values_list("pk", flat=True))
