"""What a worker does for Review: count a day's work into readings."""

from milepost.do.models import ChangedDay
from milepost.engine.claims import Claim, held
from milepost.review.actions import keep_counted
from milepost.review.queries import day_of_work
from milepost.review.rollup import readings_of_day


def roll_up(claim: Claim) -> None:
    """Count one claimed day of one workspace again; one that changes meanwhile stays due."""
    changed = held(ChangedDay.objects.select_related("workspace"), claim).first()
    if changed is None:
        return
    work = day_of_work(changed.workspace, changed.day)
    keep_counted(claim, changed, readings_of_day(work))
