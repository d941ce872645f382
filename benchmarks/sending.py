"""How late posts go out, and whether each goes out once: practice posts, one worker.

python benchmarks/sending.py [--posts 1000] [--per-second 50]

On SQLite, or on the empty PostgreSQL database that MILEPOST_DATABASE_URL names.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import quantiles

os.environ["MILEPOST_DATA"] = tempfile.mkdtemp(prefix="milepost-benchmark-")
os.environ["DJANGO_SETTINGS_MODULE"] = "milepost.settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db.models import F  # noqa: E402
from django.utils import timezone  # noqa: E402

from milepost.do.actions.channels import Connection, connect_channel  # noqa: E402
from milepost.do.actions.posts import Written, write_post  # noqa: E402
from milepost.do.models import Channel, Delivery, Post  # noqa: E402
from milepost.team.actions import make_workspace  # noqa: E402

HEAD_START = timedelta(seconds=5)


def main() -> None:
    """Write the posts, let a worker send them, and say how it went."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--posts", type=int, default=1000)
    asked.add_argument("--per-second", type=float, default=50)
    told = asked.parse_args()
    call_command("migrate", verbosity=0)
    channel = write_posts(told.posts, told.per_second)
    worker = subprocess.Popen([sys.executable, "-P", "-m", "milepost", "worker"])
    try:
        wait_until_out(told.posts)
    finally:
        worker.terminate()
        worker.wait()
    report(channel, told.posts)


def write_posts(count: int, per_second: float) -> Channel:
    """Write the posts, evenly spread over time from a little after they are all written."""
    workspace = make_workspace(name="Benchmark")
    channel = connect_channel(workspace, Connection("practice"))
    for number in range(count):
        told = Written(
            text=f"Post {number}",
            channels=[channel.pk],
            off_plan_reason="a benchmark",
            due_at=timezone.now() + timedelta(days=1),
        )
        write_post(workspace, told, by=None, then="due")
    rows = list(Delivery.objects.select_related("post").order_by("pk"))
    begin = timezone.now() + HEAD_START
    for number, delivery in enumerate(rows):
        delivery.due_at = delivery.post.due_at = begin + timedelta(seconds=number / per_second)
    Delivery.objects.bulk_update(rows, ["due_at"], batch_size=500)
    # The worker empties the delivery's own when it is out.
    Post.objects.bulk_update([row.post for row in rows], ["due_at"], batch_size=500)
    return channel


def wait_until_out(count: int) -> None:
    """Wait until everything is out."""
    while Delivery.objects.filter(state="out").count() < count:
        time.sleep(0.5)


def report(channel: Channel, count: int) -> None:
    """Print lateness, doubles and losses."""
    rows = Delivery.objects.filter(state="out").annotate(was_due=F("post__due_at"))
    late = sorted((row.sent_at - row.was_due).total_seconds() for row in rows)
    hundredths = quantiles(late, n=100)
    lines = [json.loads(line) for line in Path(channel.address).read_text().splitlines()]
    keys = {line["key"] for line in lines}
    print(
        f"{count} posts: {len(lines) - len(keys)} doubled, {count - len(keys)} lost; "
        f"late by {hundredths[49]:.3f} s (p50), {hundredths[98]:.3f} s (p99), "
        f"{late[-1]:.3f} s (most)"
    )


if __name__ == "__main__":
    main()
