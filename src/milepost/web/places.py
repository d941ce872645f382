"""Where what the record names can be seen: the page of each part that is still there."""

from collections.abc import Iterable

from django.urls import reverse

from milepost.do.queries.leads import leads_among
from milepost.do.queries.posts import posts_among
from milepost.plan.queries import current_plan
from milepost.team.access import may
from milepost.team.models import Workspace
from milepost.web.access import PageRequest

_PAGES = {"channel": "settings", "label": "settings", "readings": "readings", "funnel": "funnels"}


def places_of(request: PageRequest, parts: Iterable[str]) -> dict[str, str]:
    """Return the address of each part that the member may still look at."""
    here = {part: _place(request, *_cut(part)) for part in set(parts)}
    gone = _gone(request.workspace, here)
    return {part: address for part, address in here.items() if address and part not in gone}


def _cut(part: str) -> tuple[str, str]:
    kind, _, name = part.partition(":")
    return kind, name


def _place(request: PageRequest, kind: str, name: str) -> str:
    slug, role = request.workspace.slug, request.member.role
    if kind in {"post", "lead"} and name.isdecimal():
        return reverse(kind, args=[slug, int(name)])
    if kind == "slot":
        return reverse("slot", args=[slug, name]) if may(role, "work") else ""
    if kind == "funnel":
        return reverse("funnels", args=[slug]) if may(role, "plan") else ""
    if kind in _PAGES:
        return reverse(_PAGES[kind], args=[slug])
    if kind in {"plan", "business"}:
        return reverse("plan", args=[slug])
    return reverse("part", args=[slug, kind, name]) if name else ""


def _gone(workspace: Workspace, parts: Iterable[str]) -> set[str]:
    """Return the parts that have no page any more, or never had one of their own."""
    gone = set()
    for kind, among in (("post", posts_among), ("lead", leads_among)):
        named = {part: int(_cut(part)[1]) for part in parts if _cut(part)[0] == kind}
        there = among(workspace, named.values()) if named else set()
        gone |= {part for part, pk in named.items() if pk not in there}
    current = current_plan(workspace)
    known = {f"{kind}:{part.id}" for kind, part in current.plan.walk()} if current else set()
    fixed = {"post", "lead", "slot", "plan", "business", *_PAGES}
    return gone | {part for part in parts if _cut(part)[0] not in fixed and part not in known}
