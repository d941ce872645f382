"""Questions about the record."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from milepost.team.models import Record, Workspace
from milepost.team.queries import in_order

MOST_NAMES = 200
BROUGHT = "brought the business from a file"


def record_of(
    workspace: Workspace,
    part: str | None = None,
    *,
    kinds: Collection[str] = (),
    by: str = "",
) -> QuerySet[Record, Any]:
    """The record, newest first: all of it, one part's, that of some kinds of part, one doer's.

    is_brought: the row came from a file, so it is as true as whoever brought that.
    """
    bringing = Record.objects.filter(workspace=OuterRef("workspace"), part="", says=BROUGHT)
    rows = Record.objects.filter(workspace=workspace).select_related("user")
    rows = rows.annotate(is_brought=Exists(bringing.filter(pk__gt=OuterRef("pk"))))
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
