"""All posts, the newest first."""

from django.core.paginator import Paginator
from django.http import HttpResponse

from milepost.do.queries.posts import posts as all_posts
from milepost.do.sending import STATES
from milepost.web.access import PageRequest, page, show


@page("read")
def posts(request: PageRequest) -> HttpResponse:
    """List posts, those off plan named as such."""
    rows = all_posts(request.workspace)
    state = request.GET.get("state", "")
    if state == "off plan":
        rows = rows.filter(tactic=None)
    elif state in STATES:
        rows = rows.filter(deliveries__state=state).distinct()
    found = Paginator(rows, 30).get_page(request.GET.get("page"))
    return show(request, "do/posts.html", "posts", page=found, state=state)
