"""The embedded engine: one thread looks for what is due, a pool of threads carries it out."""

import logging
import threading
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial

from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    connections,
)
from django.utils import timezone

from milepost.engine.claims import Claim, claim, free
from milepost.engine.jobs import Job

SEED_SECONDS = 60
# Leases of dead workers run out without anybody writing, so a look is due now and then anyway.
LOOK_SECONDS = 2.0
# The pause when all threads are busy, or another worker was quicker.
BREATH_SECONDS = 0.02
LONGEST_BACK_OFF_SECONDS = 30

# Asking each job for its rows costs a hundred times what it costs to ask whether anything changed.
# https://www.sqlite.org/pragma.html#pragma_data_version
# https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT: it names the
# writing transactions under way, so it changes when one begins and when it ends.
VERSION_QUERIES = {
    "sqlite": "PRAGMA data_version",
    "postgresql": "SELECT pg_current_snapshot()::text",
}

log = logging.getLogger(__name__)


class Crew:
    """The threads of one worker, and how many of them are at which job."""

    def __init__(self, threads: int) -> None:
        # One more than there are rows to carry out, for the seeds.
        self._pool = ThreadPoolExecutor(threads + 1, thread_name_prefix="job")
        self._lock = threading.Lock()
        self._threads = threads
        self._busy: Counter[str] = Counter()

    def room(self, job: Job) -> int:
        """Return how many more rows of the job can be taken on."""
        with self._lock:
            return min(job.most - self._busy[job.name], self._threads - self._busy.total())

    def take(self, job: Job, taken: Claim) -> None:
        """Carry out one claimed row in a thread of its own."""
        with self._lock:
            self._busy[job.name] += 1
        work = self._pool.submit(_then_hang_up, partial(job.run, taken))
        work.add_done_callback(partial(_report, f"{job.name}, row {taken.pk}"))
        work.add_done_callback(partial(self._leave, job))

    def seed(self, job: Job) -> None:
        """Make the job's absent rows in a thread of its own."""
        if job.seed:
            work = self._pool.submit(_then_hang_up, job.seed)
            work.add_done_callback(partial(_report, f"{job.name}, seed"))

    def drain(self) -> None:
        """Wait until everything under way has ended, and let each thread close its connection."""
        # A thread takes one of these and waits, so that each one gets one.
        everyone = threading.Barrier(self._threads + 1)
        for _ in range(self._threads + 1):
            self._pool.submit(_leave_together, everyone)
        self._pool.shutdown(wait=True)

    def _leave(self, job: Job, _: Future[None]) -> None:
        with self._lock:
            self._busy[job.name] -= 1


def _then_hang_up(work: Callable[[], None]) -> None:
    try:
        work()
    finally:
        close_old_connections()


def _leave_together(everyone: threading.Barrier) -> None:
    everyone.wait()
    connections.close_all()


def _report(what: str, done: Future[None]) -> None:
    if error := done.exception():
        # Messages of errors may quote the row, so the log names the kind and the place alone.
        place = "".join(traceback.format_tb(error.__traceback__))
        log.error("%s: stopped by %s\n%s", what, type(error).__name__, place)


class Lookout:
    """Looks for due rows, and knows when the next look is worth its while."""

    def __init__(self, jobs: Sequence[Job], crew: Crew) -> None:
        self._jobs = deque(jobs)
        self._crew = crew
        self._look_at = self._seed_at = time.monotonic()
        self._version = ""

    def look(self) -> float:
        """Claim what is due and hand it to the crew; return the seconds until something may be."""
        if time.monotonic() >= self._seed_at:
            self._seed()
        version = _database_version()
        if version != self._version or time.monotonic() >= self._look_at:
            # The first job has the first choice of free threads, so they take turns.
            self._jobs.rotate(-1)
            wait_seconds = min(self._claim(job) for job in self._jobs)
            self._look_at = time.monotonic() + wait_seconds
            self._version = version
        return max(0.0, self._look_at - time.monotonic())

    def _seed(self) -> None:
        for job in self._jobs:
            self._crew.seed(job)
        self._seed_at = time.monotonic() + SEED_SECONDS

    def _claim(self, job: Job) -> float:
        room = self._crew.room(job)
        if room <= 0:
            return BREATH_SECONDS
        now = timezone.now()
        next_at = free(job.rows(), now=now).values_list("due_at", flat=True).first()
        if next_at is None or next_at > now:
            return _seconds_until(next_at, now)
        claims = claim(job.rows(), now=now, lease_seconds=job.lease_seconds, most=room)
        for taken in claims:
            self._crew.take(job, taken)
        return 0.0 if claims else BREATH_SECONDS


def _seconds_until(moment: datetime | None, now: datetime) -> float:
    if moment is None:
        return LOOK_SECONDS
    return min(LOOK_SECONDS, (moment - now) / timedelta(seconds=1))


def _database_version() -> str:
    """Return a word that differs once another connection has written."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION_QUERIES[connection.vendor])
        return str(cursor.fetchone()[0])


def run_worker(
    jobs: Sequence[Job], *, threads: int = 32, stop: threading.Event, rest_seconds: float = 0.2
) -> None:
    """Carry out what falls due until `stop` is set, then finish what is under way.

    A job that raises keeps its lease until that runs out: what became of it is not known, so it
    is not repeated at once. Trouble with the database is waited out.
    """
    crew = Crew(threads)
    lookout = Lookout(jobs, crew)
    back_off_seconds = rest_seconds
    while not stop.is_set():
        try:
            wait_seconds = min(rest_seconds, lookout.look())
            back_off_seconds = rest_seconds
        except (OperationalError, InterfaceError) as trouble:
            log.warning("The database does not answer (%s); trying again.", type(trouble).__name__)
            wait_seconds = back_off_seconds = min(LONGEST_BACK_OFF_SECONDS, back_off_seconds * 2)
            connection.close()
        stop.wait(wait_seconds)
    crew.drain()
    connection.close()
