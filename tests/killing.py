"""A worker for the tests of kills: the real jobs, with leases short enough to be waited for."""

from dataclasses import replace

from milepost.engine.embedded import run_worker
from milepost.engine.processes import stop_on_signals
from milepost.work import JOBS

LEASE_SECONDS = 3


def work() -> None:
    """Carry out what falls due until told to stop or killed."""
    jobs = [replace(job, lease_seconds=LEASE_SECONDS) for job in JOBS]
    run_worker(jobs, stop=stop_on_signals())
