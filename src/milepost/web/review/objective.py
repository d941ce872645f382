"""One objective: where it stands, how it went, and the chains that lead to it."""

from django.http import Http404, HttpResponse

from milepost.plan.queries import current_plan
from milepost.review.queries import history_of, latest_review
from milepost.web.access import PageRequest, page, show, today_of
from milepost.web.review.pictures import chain_line, history_line, objective_line


@page("read")
def objective(request: PageRequest, objective_id: str) -> HttpResponse:
    """Show one objective of the plan as of today."""
    workspace, day = request.workspace, today_of(request.workspace)
    current = current_plan(workspace)
    if current is None:
        raise Http404
    latest = latest_review(workspace, day, current)
    found = latest.review
    standing = next((each for each in found.objectives if each.objective.id == objective_id), None)
    if standing is None:
        raise Http404
    past = history_of(workspace, standing.objective, day, current)
    chains = [each for each in found.chains if each.objective is standing.objective]
    return show(
        request,
        "review/objective.html",
        "review",
        lags_since=latest.lags_since,
        line=objective_line(workspace.slug, standing),
        history=history_line(standing, past) if past else "",
        chains=[chain_line(workspace.slug, each) for each in chains],
    )
