"""A worker for the tests of kills: the real jobs, short leases, and a network that takes time."""

import time
from dataclasses import replace
from datetime import timedelta

from milepost.base.network import Draft, Published
from milepost.do.actions import deliveries
from milepost.engine.embedded import run_worker
from milepost.engine.processes import stop_on_signals
from milepost.networks import NETWORKS
from milepost.networks.practice import Practice
from milepost.work import JOBS

LEASE_SECONDS = 3
SLOW_SECONDS = 0.1


class SlowPractice(Practice):
    """Practice that is slow to take a post and slow to answer, so that kills meet both moments."""

    def publish(self, draft: Draft, *, key: str) -> Published:
        """Post as Practice does, a little later, and answer later still."""
        time.sleep(SLOW_SECONDS)
        published = super().publish(draft, key=key)
        time.sleep(SLOW_SECONDS)
        return published


def work() -> None:
    """Carry out what falls due until told to stop or killed."""
    NETWORKS["practice"] = SlowPractice
    deliveries.LEASE = timedelta(seconds=LEASE_SECONDS)
    jobs = [replace(job, lease_seconds=LEASE_SECONDS) for job in JOBS]
    run_worker(jobs, stop=stop_on_signals())
