"""Where what the record names can be seen: the page of each part that is still there."""

from collections.abc import Iterable

from django.urls import reverse

from milepost.do.queries.leads import leads_among
from milepost.do.queries.posts import posts_among
from milepost.plan.queries import current_plan
from milepost.team.access import may
from milepost.team.models import Workspace
from milepost.web.access import PageRequest

_PAGES = {
    "channel": "settings",
    "label": "settings",
    "readings": "readings",
    "people": "people",
    "member": "people",
}


def places_of(request: PageRequest, parts: Iterable[str]) -> dict[str, str]:
    """Return the address of each part that is there and that the member may look at."""
    here = _still_there(request.workspace, set(parts))
    return {part: address for part in here if (address := _place(request, *_cut(part)))}


def _cut(part: str) -> tuple[str, str]:
    kind, _, name = part.partition(":")
    return kind, name


def _place(request: PageRequest, kind: str, name: str) -> str:
    slug, role = request.workspace.slug, request.member.role
    if kind in {"post", "lead"}:
        return reverse(kind, args=[slug, int(name)])
    if kind == "slot":
        return reverse("slot", args=[slug, name]) if may(role, "work") else ""
    if kind == "funnel":
        return reverse("funnels", args=[slug]) if may(role, "plan") else ""
    if kind in _PAGES:
        return reverse(_PAGES[kind], args=[slug])
    if kind in {"plan", "business"}:
        return reverse("plan", args=[slug])
    return reverse("part", args=[slug, kind, name])


def _still_there(workspace: Workspace, parts: set[str]) -> set[str]:
    """Return the parts that have a page: always there, or a row or a part of the plan today."""
    fixed = {"slot", "plan", "business", "funnel", *_PAGES}
    there = {part for part in parts if _cut(part)[0] in fixed}
    for kind, among in (("post", posts_among), ("lead", leads_among)):
        named = {int(name): part for part in parts for of, name in [_cut(part)] if of == kind}
        there |= {named[pk] for pk in among(workspace, named)} if named else set()
    current = current_plan(workspace)
    known = {f"{kind}:{part.id}" for kind, part in current.plan.walk()} if current else set()
    return there | parts & known
