"""The own page of a business, and each of its posts."""

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from milepost.do.queries.lists import LongList
from milepost.do.queries.public import calls_to_action, own_page, own_posts
from milepost.team.models import Workspace
from milepost.web.public.addresses import public_root
from milepost.web.public.entries import entry_of

PER_PAGE = 20


@require_safe
def posts(request: HttpRequest, workspace: str) -> HttpResponse:
    """Show what is out, newest first."""
    owner = owner_of(workspace)
    calls, root = calls_to_action(owner), public_root(request)
    try:
        page = Paginator(LongList(own_posts(owner)), PER_PAGE).page(request.GET.get("page", "1"))
    except InvalidPage:
        raise Http404 from None
    home = f"{root}/p/{owner.slug}/"
    found = {
        "owner": owner,
        "home": home,
        "address": f"{home}?page={page.number}" if page.number > 1 else home,
        "page": page,
        "entries": [entry_of(each, calls, root) for each in page],
    }
    return render(request, "public/own_page.html", found)


@require_safe
def post(request: HttpRequest, workspace: str, remote_id: str) -> HttpResponse:
    """Show one post under its lasting address."""
    owner = owner_of(workspace)
    delivery = own_posts(owner).filter(remote_id=remote_id).first()
    if delivery is None:
        raise Http404
    root = public_root(request)
    found = {
        "owner": owner,
        "home": f"{root}/p/{owner.slug}/",
        "entry": entry_of(delivery, calls_to_action(owner), root),
    }
    return render(request, "public/own_post.html", found)


def owner_of(slug: str) -> Workspace:
    """Return the workspace whose own page that is, or answer that there is none."""
    workspace = own_page(slug)
    if workspace is None:
        raise Http404
    return workspace
