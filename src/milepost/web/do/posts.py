"""All posts, the newest first."""

from django.core.paginator import Paginator
from django.http import HttpResponse

from milepost.do.queries.lists import LongList
from milepost.do.queries.posts import posts as all_posts
from milepost.do.queries.posts import posts_in
from milepost.do.sending import STATES
from milepost.web.access import PageRequest, page, show


@page("read")
def posts(request: PageRequest) -> HttpResponse:
    """List posts, those off plan named as such."""
    state = request.GET.get("state", "")
    if state in STATES:
        rows = posts_in(request.workspace, state)
    else:
        every = all_posts(request.workspace)
        rows = LongList(every.filter(tactic=None) if state == "off plan" else every)
    found = Paginator(rows, 30).get_page(request.GET.get("page"))
    return show(request, "do/posts.html", "posts", page=found, state=state)
