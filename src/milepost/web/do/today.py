"""Today: what to do now, the road, and one line per objective."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _

from milepost.base.charts import road, road_narrow
from milepost.base.charts.figures import figure
from milepost.do.queries.calendar import calendar
from milepost.do.queries.leads import new_leads
from milepost.do.queries.magnets import empty_gifts
from milepost.do.queries.posts import needs_of
from milepost.plan.outline import Plan
from milepost.plan.queries import current_plan
from milepost.review.adherence import Adherence
from milepost.review.queries import latest_review
from milepost.review.road import headline, road_of
from milepost.web.access import PageRequest, page, show, today_of
from milepost.web.review.pictures import objective_line, tactic_line


@page("read")
def today(request: PageRequest) -> HttpResponse:
    """Show the day, or how to begin."""
    workspace = request.workspace
    current = current_plan(workspace)
    if current is None:
        return show(request, "do/first_day.html", "today")
    day = today_of(workspace)
    entries = calendar(workspace, day, day + timedelta(days=1), today=day, current=current)
    latest = latest_review(workspace, day, current)
    review = latest.review
    picture = road_of(current.plan, review, name="road", today=day)
    return show(
        request,
        "do/today.html",
        "today",
        plan=current.plan,
        week=_week(current.plan, day),
        entries=[entry for entry in entries if entry.day == day],
        tomorrow=[entry for entry in entries if entry.day > day],
        needs=needs_of(workspace),
        empty_gifts=empty_gifts(workspace),
        leads=new_leads(workspace)[:4],
        objectives=[objective_line(workspace.slug, each) for each in review.objectives],
        lags_since=latest.lags_since,
        tactics=[
            (tactic_line(workspace.slug, each), _done_of_planned(each))
            for each in review.adherence
            if each.planned or each.done
        ],
        headline=headline(review),
        wide=road(picture),
        narrow=road_narrow(picture),
    )


def _done_of_planned(found: Adherence) -> str:
    planned, done = found.planned, found.done
    if done is None:
        return _("%(planned)s planned") % {"planned": figure(planned or 0)}
    if not planned or done > planned:
        return _("%(done)s done") % {"done": figure(done)}
    return _("%(done)s of %(planned)s") % {"done": figure(done), "planned": figure(planned)}


def _week(plan: Plan, day: date) -> tuple[int, int]:
    """Return which week of the plan it is (0 before it), and of how many."""
    weeks = (plan.ends - plan.starts).days // 7 + 1
    return max(0, min((day - plan.starts).days // 7 + 1, weeks)), weeks
