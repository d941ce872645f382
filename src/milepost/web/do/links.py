"""The tracked links: which post each belongs to, who came by, and what they brought."""

from django.core.paginator import Paginator
from django.http import HttpResponse

from milepost.do.queries.links import links as links_of
from milepost.do.queries.lists import LongList
from milepost.web.access import PageRequest, page, show
from milepost.web.public.addresses import public_root

PER_PAGE = 50


@page("read")
def links(request: PageRequest) -> HttpResponse:
    """Show the links, newest first."""
    rows = LongList(links_of(request.workspace))
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return show(request, "do/links.html", "links", page=shown, root=public_root(request))
