"""The review: where each objective stands, what was done, and which link of a chain broke."""

from django.http import HttpResponse

from milepost.review.queries import review_of
from milepost.web.access import PageRequest, page, show, today_of
from milepost.web.review.pictures import chain_line, objective_line, tactic_line


@page("read")
def review(request: PageRequest) -> HttpResponse:
    """Show the review as of today."""
    slug = request.workspace.slug
    found = review_of(request.workspace, today_of(request.workspace))
    if found is None:
        return show(request, "review/review.html", "review", review=None)
    return show(
        request,
        "review/review.html",
        "review",
        review=found,
        has_readings=found.has_readings,
        week=int(found.weeks) + (found.weeks % 1 > 0),
        objectives=[objective_line(slug, each) for each in found.objectives],
        tactics=[tactic_line(slug, each) for each in found.adherence],
        chains=[chain_line(slug, each) for each in found.chains],
    )
