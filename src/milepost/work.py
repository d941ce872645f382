"""The one list of periodic and due jobs: what, whose rows, how often."""

from milepost.archive import tasks as archive_tasks
from milepost.archive.actions.nights import nightly_backups, seed_backup
from milepost.do import tasks as do_tasks
from milepost.do.actions.deliveries import CLAIM_SECONDS
from milepost.do.models import ChangedDay, Delivery, Freezing
from milepost.engine.jobs import Job
from milepost.review import tasks as review_tasks
from milepost.review.actions import seed_reviews
from milepost.review.models import KeptReview
from milepost.team.mail import send_mail
from milepost.team.models import Mail

JOBS = (
    # A post's time has come, or a doubtful sending is to be looked up.
    Job(
        name="send",
        rows=lambda: Delivery.objects.filter(state__in=("due", "sending")),
        run=do_tasks.send,
        lease_seconds=CLAIM_SECONDS,
    ),
    # Each workspace, at its midnight.
    Job(
        name="freeze slots",
        rows=Freezing.objects.all,
        run=do_tasks.freeze,
        most=1,
        seed=do_tasks.look_after_days,
    ),
    # A day whose rows changed, at once.
    Job(name="roll up a day", rows=ChangedDay.objects.all, run=review_tasks.roll_up, most=1),
    # A workspace whose readings changed, and each one at its midnight.
    Job(
        name="review",
        rows=KeptReview.objects.all,
        run=review_tasks.review_anew,
        lease_seconds=300,
        most=1,
        seed=seed_reviews,
    ),
    # A mail that was written.
    Job(name="mail", rows=Mail.objects.all, run=send_mail, lease_seconds=60, most=4),
    # Each night, of the whole database; a large one takes its time.
    Job(
        name="back up",
        rows=nightly_backups,
        run=archive_tasks.back_up,
        lease_seconds=3600,
        most=1,
        seed=seed_backup,
    ),
)
