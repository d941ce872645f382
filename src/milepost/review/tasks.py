"""What a worker does for Review: count a day's work into readings, and make the review anew."""

from django.utils import timezone

from milepost.base.clock import day_in
from milepost.do.models import ChangedDay
from milepost.engine.claims import Claim, held
from milepost.plan.queries import current_plan
from milepost.review.actions import count_all_days, keep_counted, keep_review, leave_unreviewed
from milepost.review.models import KeptReview
from milepost.review.queries import day_of_work, make_review
from milepost.review.rollup import readings_of_day


def roll_up(claim: Claim) -> None:
    """Count one claimed day of one workspace again; one that changes meanwhile stays due."""
    changed = held(ChangedDay.objects.select_related("workspace"), claim).first()
    if changed is None:
        return
    work = day_of_work(changed.workspace, changed.day)
    keep_counted(claim, changed, readings_of_day(work))


def review_anew(claim: Claim) -> None:
    """Make the review of one workspace; readings that come meanwhile make it due again.

    The first one of a day counts the readings of every day, where they are many.
    """
    begun = held(KeptReview.objects.select_related("workspace"), claim).first()
    if begun is None:
        return
    workspace, current = begun.workspace, current_plan(begun.workspace)
    if current is None:
        leave_unreviewed(claim)
        return
    today = day_in(workspace.timezone, timezone.now())
    if begun.as_of != today:
        count_all_days(workspace, today)
    keep_review(claim, begun, make_review(workspace, today, current), current.number)
