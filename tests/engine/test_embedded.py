"""The worker: what is due is carried out once, whatever dies on the way."""

import logging
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.models import F
from django.utils import timezone
from tests.engine.chores import CHORES, Chore, do_chore

from milepost.engine.claims import claim, finish
from milepost.engine.embedded import run_worker
from milepost.engine.jobs import Job

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.usefixtures("chores")


@contextmanager
def at_work(*jobs, threads=4):
    """Have a worker running meanwhile; leaving waits for what it has begun."""
    stop = threading.Event()
    worker = threading.Thread(
        target=run_worker, args=(jobs,), kwargs={"threads": threads, "stop": stop}
    )
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join()


def wait_for(condition, seconds=10):
    """Wait until the condition holds; fail when it does not in time."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "It did not happen in time."
        time.sleep(0.02)


def is_finished(chore):
    return Chore.objects.get(pk=chore.pk).finished == 1


def quick(run, **kwargs):
    return Job("chore", Chore.objects.all, run, **kwargs)


def test_due_rows_are_each_carried_out_once():
    now = timezone.now()
    for _ in range(12):
        Chore.objects.create(due_at=now)
    with at_work(CHORES):
        wait_for(lambda: Chore.objects.filter(finished=1).count() == 12)
    assert set(Chore.objects.values_list("begun", "finished", "due_at")) == {(1, 1, None)}


def test_row_goes_out_on_its_time_and_not_before():
    due = timezone.now() + timedelta(seconds=1.3)
    started = []

    def run(taken):
        started.append(timezone.now())
        finish(Chore.objects.all(), taken, due_at=None)

    Chore.objects.create(due_at=due)
    with at_work(quick(run)):
        wait_for(lambda: started)
    assert timedelta(0) <= started[0] - due < timedelta(seconds=0.3)


def test_row_that_is_made_later_is_noticed():
    with at_work(CHORES):
        time.sleep(0.5)
        chore = Chore.objects.create(due_at=timezone.now())
        wait_for(lambda: is_finished(chore), seconds=2)


def test_row_of_a_dead_worker_is_taken_when_its_lease_ends():
    chore = Chore.objects.create(due_at=timezone.now())
    claim(Chore.objects.all(), now=timezone.now(), lease_seconds=1, most=1)
    with at_work(CHORES):
        time.sleep(0.5)
        assert not is_finished(chore)
        wait_for(lambda: is_finished(chore))


def test_no_more_of_a_job_run_at_once_than_it_allows():
    under_way, most_seen, lock = [0], [0], threading.Lock()

    def run(taken):
        with lock:
            under_way[0] += 1
            most_seen[0] = max(most_seen[0], under_way[0])
        time.sleep(0.1)
        with lock:
            under_way[0] -= 1
        finish(Chore.objects.all(), taken, due_at=None)

    now = timezone.now()
    Chore.objects.bulk_create(Chore(due_at=now) for _ in range(8))
    with at_work(quick(run, most=2), threads=8):
        wait_for(lambda: not Chore.objects.exclude(due_at=None).exists())
    assert most_seen == [2]


def test_slow_job_leaves_threads_to_another():
    release = threading.Event()
    slow = Job("slow", lambda: Chore.objects.filter(finished=5), lambda _: release.wait(), most=2)
    now = timezone.now()
    Chore.objects.bulk_create(Chore(due_at=now, finished=5) for _ in range(9))
    chore = Chore.objects.create(due_at=now)
    other = Job("other", lambda: Chore.objects.exclude(finished=5), do_chore)
    with at_work(slow, other, threads=3):
        wait_for(lambda: is_finished(chore))
        release.set()


def test_job_that_raises_is_logged_without_its_words_and_keeps_its_lease(caplog):
    def run(taken):
        raise ValueError("the secret of the row")

    chore = Chore.objects.create(due_at=timezone.now())
    with caplog.at_level(logging.ERROR), at_work(quick(run)):
        wait_for(lambda: caplog.records)
        time.sleep(0.5)
    assert f"chore, row {chore.pk}: stopped by ValueError" in caplog.text
    assert "the secret" not in caplog.text.replace('raise ValueError("the secret of the row")', "")
    chore.refresh_from_db()
    assert chore.tries == 1
    assert chore.lease_until > timezone.now() + timedelta(seconds=50)


def test_stopping_finishes_what_runs_and_claims_no_more():
    begun, release = threading.Event(), threading.Event()

    def run(taken):
        begun.set()
        release.wait()
        Chore.objects.filter(pk=taken.pk).update(finished=F("finished") + 1)

    stop = threading.Event()
    first = Chore.objects.create(due_at=timezone.now())
    job = quick(run)
    worker = threading.Thread(target=run_worker, args=([job],), kwargs={"stop": stop})
    worker.start()
    begun.wait()
    stop.set()
    time.sleep(0.3)
    second = Chore.objects.create(due_at=timezone.now())
    time.sleep(0.3)
    assert worker.is_alive()
    release.set()
    worker.join(5)
    assert is_finished(first)
    assert not is_finished(second)


def test_seed_makes_the_rows_that_are_absent():
    def seed():
        Chore.objects.get_or_create(pk=1, defaults={"due_at": timezone.now()})

    with at_work(quick(do_chore, seed=seed)):
        wait_for(lambda: Chore.objects.filter(finished=1).exists())


def test_trouble_with_the_database_is_waited_out(caplog):
    trouble = [OperationalError("gone"), OperationalError("gone")]

    def rows():
        if trouble:
            raise trouble.pop()
        return Chore.objects.all()

    chore = Chore.objects.create(due_at=timezone.now())
    with at_work(Job("chore", rows, do_chore)):
        wait_for(lambda: is_finished(chore))
    assert caplog.text.count("does not answer (OperationalError)") == 2


def start_worker(environment):
    program = "import django; django.setup(); from tests.engine.chores import work; work()"
    return subprocess.Popen([sys.executable, "-c", program], env=environment, cwd=ROOT)


@contextmanager
def two_workers(environment):
    workers = [start_worker(environment), start_worker(environment)]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def left():
    return Chore.objects.exclude(due_at=None).count()


@pytest.mark.slow
def test_every_row_is_finished_exactly_once_though_workers_are_killed(environment):
    chance = random.Random(7)
    now = timezone.now()
    Chore.objects.bulk_create(
        Chore(due_at=now + timedelta(milliseconds=chance.randrange(6000))) for _ in range(300)
    )
    with two_workers(environment) as workers:
        for _ in range(6):
            time.sleep(chance.uniform(0.6, 1.5))
            wait_for(lambda: left() == 0 or Chore.objects.exclude(lease_until=None).exists())
            victim = chance.randrange(2)
            workers[victim].kill()
            workers[victim].wait()
            workers[victim] = start_worker(environment)
        wait_for(lambda: left() == 0, seconds=40)
    assert Chore.objects.filter(finished=1).count() == 300
    assert Chore.objects.filter(tries__gt=1).exists(), "No kill met a row that was under way."


@pytest.mark.slow
def test_worker_that_slept_past_its_leases_changes_nothing(environment):
    now = timezone.now()
    Chore.objects.bulk_create(Chore(due_at=now) for _ in range(150))
    with two_workers(environment) as workers:
        wait_for(lambda: Chore.objects.filter(finished=1).count() > 5)
        put_to_sleep(workers[0])
        wait_for(lambda: left() == 0, seconds=40)
        workers[0].send_signal(signal.SIGCONT)
        time.sleep(1)
    assert set(Chore.objects.values_list("finished", "due_at")) == {(1, None)}


def put_to_sleep(worker):
    """Stop the process at a moment when it does not keep SQLite from the others."""
    for _ in range(20):
        worker.send_signal(signal.SIGSTOP)
        before = left()
        time.sleep(0.5)
        if left() < before:
            return
        worker.send_signal(signal.SIGCONT)
        time.sleep(0.1)
    pytest.fail("The other worker never got on.")


@pytest.mark.slow
def test_idle_worker_takes_under_a_hundredth_of_a_core(environment):
    Chore.objects.create(due_at=timezone.now() + timedelta(days=1))
    worker = start_worker(environment)
    try:
        time.sleep(3)
        before = processor_seconds(worker.pid)
        time.sleep(5)
        assert (processor_seconds(worker.pid) - before) / 5 < 0.01
    finally:
        worker.terminate()
        assert worker.wait(10) == 0


def processor_seconds(pid):
    """Return user and system time of a process; fields 14 and 15 of proc(5)'s stat."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
