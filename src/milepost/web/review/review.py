"""The review: where each objective stands, what was done, and which link of a chain broke."""

from django.http import HttpResponse

from milepost.plan.queries import current_plan
from milepost.review.queries import latest_review
from milepost.web.access import PageRequest, page, show, today_of
from milepost.web.review.pictures import chain_line, objective_line, tactic_line


@page("read")
def review(request: PageRequest) -> HttpResponse:
    """Show the review as of today."""
    slug, current = request.workspace.slug, current_plan(request.workspace)
    if current is None:
        return show(request, "review/review.html", "review", review=None)
    latest = latest_review(request.workspace, today_of(request.workspace), current)
    found = latest.review
    return show(
        request,
        "review/review.html",
        "review",
        review=found,
        lags_since=latest.lags_since,
        has_readings=found.has_readings,
        week=int(found.weeks) + (found.weeks % 1 > 0),
        objectives=[objective_line(slug, each) for each in found.objectives],
        tactics=[tactic_line(slug, each) for each in found.adherence],
        chains=[chain_line(slug, each) for each in found.chains],
    )
