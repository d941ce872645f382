"""Due rows to try workers with."""

import random
import time
from contextlib import contextmanager

from django.db import connection, models, transaction
from django.db.models import F

from milepost.engine.claims import Claim, finish, held
from milepost.engine.embedded import run_worker
from milepost.engine.jobs import Job
from milepost.engine.models import Due
from milepost.engine.processes import stop_on_signals


class Chore(Due):
    """A row that counts how often it was begun and how often finished."""

    begun = models.PositiveIntegerField(default=0)
    finished = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "chores"


@contextmanager
def chore_table():
    """Have a table of chores meanwhile."""
    with connection.schema_editor() as schema:
        schema.create_model(Chore)
    try:
        yield
    finally:
        with connection.schema_editor() as schema:
            schema.delete_model(Chore)


def do_chore(claim: Claim) -> None:
    """Begin, take some time, and finish; each is written only while the row is ours."""
    rows = Chore.objects.all()
    held(rows, claim).update(begun=F("begun") + 1)
    time.sleep(random.uniform(0.01, 0.06))
    with transaction.atomic():
        held(rows, claim).update(finished=F("finished") + 1)
        finish(rows, claim, due_at=None)


CHORES = Job("chore", Chore.objects.all, do_chore, lease_seconds=1, most=4)


def work() -> None:
    """Do chores until told to stop: what a worker process of the tests runs."""
    run_worker([CHORES], threads=4, stop=stop_on_signals())
