"""How soon `milepost up` answers, and how much memory it holds at rest and under load.

python benchmarks/running.py [--seconds 120] [--connections 8] [--starts 3]

It starts the program on loopback with the example business in a folder of its own, and asks its
pages over so many connections at once. Memory is that of all its processes together: PSS, in which
what they share counts once (Linux only). A start is counted until /healthz answers.
"""

import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

os.environ["MILEPOST_DATA"] = tempfile.mkdtemp(prefix="milepost-running-")
os.environ["DJANGO_SETTINGS_MODULE"] = "milepost.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from milepost.do.models import Link  # noqa: E402
from milepost.team.actions import Founder, adopt_workspaces, make_user  # noqa: E402
from milepost.team.models import Workspace  # noqa: E402

PATIENCE_SECONDS = 120


def main() -> None:
    """Measure starts, then memory at rest and under load."""
    says = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    says.add_argument("--seconds", type=float, default=120)
    says.add_argument("--connections", type=int, default=8)
    says.add_argument("--starts", type=int, default=3)
    told = says.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    fresh = [_start_in(tempfile.mkdtemp(prefix="milepost-start-")) for _ in range(told.starts)]
    print(f"first start, in an empty folder: {median(fresh):.1f} s (of {_list(fresh)})")
    folder = os.environ["MILEPOST_DATA"]
    _start_in(folder, "--demo")
    again = [_start_in(folder, "--demo") for _ in range(told.starts)]
    print(f"any later start: {median(again):.1f} s (of {_list(again)})")
    with running(folder, "--demo") as (port, tree, _):
        time.sleep(10)
        print(f"memory at rest: {_memory(tree)}")
        load(port, tree, told)
        time.sleep(10)
        print(f"memory 10 s after: {_memory(tree)}")


def _list(seconds: list[float]) -> str:
    return ", ".join(f"{each:.1f}" for each in seconds)


def _start_in(folder: str, *more: str) -> float:
    with running(folder, *more) as (_, _, seconds):
        return seconds


@contextmanager
def running(folder: str, *more: str) -> Iterator[tuple[int, int, float]]:
    """Run the program meanwhile; yield its port, its process, and how long it took to answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-P", "-m", "milepost", "up", "--data", folder, "--port", str(port)]
    start = time.perf_counter()
    program = subprocess.Popen([*command, *more], stdout=subprocess.DEVNULL)
    try:
        while not _answers(port):
            if program.poll() is not None or time.perf_counter() - start > PATIENCE_SECONDS:
                raise SystemExit("It did not start.")
            time.sleep(0.02)
        yield port, program.pid, time.perf_counter() - start
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        answer = connection.getresponse()
        return bool(json.loads(answer.read()).get("ok"))
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()


def family(pid: int) -> list[int]:
    """Return a process and all that it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += family(int(child))
    return found


def megabytes(pid: int) -> float:
    """Return what all processes hold together, shared memory counted once."""
    total = 0
    for each in family(pid):
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def _memory(pid: int) -> str:
    return f"{megabytes(pid):.0f} MB in {len(family(pid))} processes"


def load(port: int, tree: int, told: argparse.Namespace) -> None:
    """Ask for pages over several connections for a while, and print how that went."""
    user = make_user(Founder(email="ada@example.com", name="Ada Pine"))
    adopt_workspaces(user)
    client = Client()
    client.force_login(user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    headers = {"Host": "localhost", "Cookie": f"{settings.SESSION_COOKIE_NAME}={key}"}
    taken, wrong = [], []
    until = time.perf_counter() + told.seconds
    threads = [
        threading.Thread(target=_ask, args=(port, headers, until, taken, wrong))
        for _ in range(told.connections)
    ]
    for thread in threads:
        thread.start()
    most = 0.0
    while time.perf_counter() < until:
        time.sleep(1)
        most = max(most, megabytes(tree))
    for thread in threads:
        thread.join()
    slow = sorted(taken)[len(taken) * 95 // 100]
    print(
        f"{told.connections} connections, {told.seconds:.0f} s: {len(taken)} pages, "
        f"{len(taken) / told.seconds:.0f} a second, {len(wrong)} not well; "
        f"p50 {median(taken) * 1000:.0f} ms, p95 {slow * 1000:.0f} ms"
    )
    print(f"most memory meanwhile: {most:.0f} MB")


def _ask(
    port: int, headers: dict[str, str], until: float, taken: list[float], wrong: list[str]
) -> None:
    workspace = Workspace.objects.get(is_example=True)
    root, link = f"/w/{workspace.slug}", Link.objects.filter(workspace=workspace).first()
    places = ("today", "plan", "calendar", "posts", "leads", "review", "review/readings", "links")
    pages = [*(f"{root}/{each}/" for each in places), f"/p/{workspace.slug}/"]
    pages += [f"/p/{workspace.slug}/feed.xml", f"/l/{link.code}"] if link else []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while time.perf_counter() < until:
        for page in pages:
            start = time.perf_counter()
            connection.request("GET", page, headers=headers)
            answer = connection.getresponse()
            answer.read()
            taken.append(time.perf_counter() - start)
            if answer.status >= 400:
                wrong.append(f"{answer.status} {page}")
    connection.close()


if __name__ == "__main__":
    main()
