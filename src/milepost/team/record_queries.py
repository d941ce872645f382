"""Questions about the record."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from milepost.team.models import Record, Workspace
from milepost.team.queries import in_order

MOST_NAMES = 200


def record_of(
    workspace: Workspace,
    part: str | None = None,
    *,
    kinds: Collection[str] = (),
    by: str = "",
) -> QuerySet[Record]:
    """The record, newest first: all of it, one part's, that of some kinds of part, one doer's."""
    rows = Record.objects.filter(workspace=workspace)
    if part is not None:
        rows = rows.filter(part=part)
    if kinds:
        of_kinds = Q()
        for kind in kinds:
            of_kinds |= Q(part=kind) | Q(part__startswith=f"{kind}:")
        rows = rows.filter(of_kinds)
    if by:
        rows = rows.filter(by_name=by)
    return rows.order_by("-at", "-pk")


def doers_of(workspace: Workspace) -> list[str]:
    """Return who stands in the record, by name."""
    names = Record.objects.filter(workspace=workspace).order_by("by_name")
    found = names.values_list("by_name", flat=True).distinct()[:MOST_NAMES]
    return sorted(found, key=in_order)
