"""Questions about leads: the board, one of its columns, one lead and its history."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from milepost.do.models import Lead, StageChange
from milepost.plan.models import Stage
from milepost.plan.queries import stages
from milepost.team.models import Workspace

# A column's leads on the board; the rest is one step away.
SHOWN = 20
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
    live = list(_with_depth(workspace))
    counts = _counts(workspace, live)
    shown: dict[int, list[Lead]] = {NO_STAGE: []}
    if counts[NO_STAGE]:
        shown[NO_STAGE] = list(leads_at(workspace, NO_STAGE)[:SHOWN])
    for lead in _newest(workspace, live):
        shown.setdefault(lead.stage_id or NO_STAGE, []).append(lead)
    following = _following(live)
    unplaced = [None] if counts[NO_STAGE] or not live else []
    return [
        Column(
            stage=stage,
            following=following.get(key, live[0] if live and not stage else None),
            count=counts[key],
            leads=tuple(shown.get(key, ())[:SHOWN]),
        )
        for stage in (*unplaced, *live)
        for key in [stage.pk if stage else NO_STAGE]
    ]


def _following(live: list[Stage]) -> dict[int, Stage]:
    """Return the next stage of the same funnel, by the stage before it."""
    return {this.pk: after for this, after in pairwise(live) if this.funnel == after.funnel}


def _with_depth(workspace: Workspace) -> QuerySet[Any]:
    """The stages of the plan, each with when the last lead that the board shows of it asked."""
    own = Lead.objects.filter(workspace=workspace, stage=OuterRef("pk"))
    moments = own.order_by("-asked_at").values("asked_at")
    return stages(workspace).annotate(asked_since=Subquery(moments[SHOWN - 1 : SHOWN]))


def _counts(workspace: Workspace, live: list[Stage]) -> Counter[int]:
    rows = Lead.objects.filter(workspace=workspace).order_by().values("stage")
    known, counts = {stage.pk for stage in live}, Counter[int]()
    for stage, count in rows.annotate(count=Count("pk")).values_list("stage", "count"):
        counts[stage if stage in known else NO_STAGE] += count
    return counts


def _newest(workspace: Workspace, live: list[Any]) -> Iterable[Lead]:
    """Return the leads of each stage that the board shows, newest first, and hardly any more."""
    found = Q()
    for stage in live:
        since = {"asked_at__gte": stage.asked_since} if stage.asked_since else {}
        found |= Q(stage=stage.pk, **since)
    return _listed(workspace).filter(found) if live else ()


def leads_at(workspace: Workspace, column: int) -> QuerySet[Lead]:
    """All leads of one column, newest first; `column` is the stage's pk or NO_STAGE."""
    rows = _listed(workspace)
    if column == NO_STAGE:
        return rows.exclude(stage__in=stages(workspace).order_by().values("pk"))
    return rows.filter(stage=column)


def _listed(workspace: Workspace) -> QuerySet[Lead]:
    rows = Lead.objects.filter(workspace=workspace).select_related("post", "tactic", "magnet")
    return rows.order_by("-asked_at", "-pk")


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
