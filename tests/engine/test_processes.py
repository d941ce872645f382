"""Process trees: children come back when they end, and end when their parent does."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from milepost.engine.processes import only_one
from milepost.engine.server import reachable_as

# A parent with two children; the second has one of its own, as a web server has. Each says its pid.
PROGRAM = """
import multiprocessing, os, signal, sys, time
from milepost.engine.processes import Child, Tree, die_with_parent, stop_on_signals

def say(name):
    with open(sys.argv[2], "a") as file:
        file.write(f"{name} {os.getpid()}\\n")

def grandchild():
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with_parent()
    say("grandchild")
    time.sleep(60)

if sys.argv[1] == "parent":
    command = (sys.executable, "-c", PROGRAM := open(sys.argv[3]).read())
    rest = (sys.argv[2], sys.argv[3], str(os.getpid()))
    stop = stop_on_signals()
    say("parent")
    Tree([Child(name, (*command, name, *rest)) for name in ("first", "second")]).run(stop)
else:
    stop = stop_on_signals()
    die_with_parent(int(sys.argv[4]))
    say(sys.argv[1])
    if sys.argv[1] == "second":
        multiprocessing.get_context("fork").Process(target=grandchild, daemon=True).start()
    stop.wait()
"""
NAMES = ("parent", "first", "second", "grandchild")


class Running:
    """A tree of processes and the pids they wrote down."""

    def __init__(self, folder: Path) -> None:
        self.notes = folder / "pids"
        self.notes.touch()
        program = folder / "program.py"
        program.write_text(PROGRAM)
        command = [sys.executable, str(program), "parent", str(self.notes), str(program)]
        self.parent = subprocess.Popen(command)

    def pids(self, name):
        rows = [line.split() for line in self.notes.read_text().splitlines()]
        return [int(pid) for said, pid in rows if said == name]

    def alive(self):
        return [pid for name in NAMES for pid in self.pids(name) if is_alive(pid)]


def is_alive(pid):
    """Say whether the process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for(condition, seconds=10):
    """Wait until the condition holds; fail when it does not in time."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "It did not happen in time."
        time.sleep(0.02)


@pytest.fixture
def tree(tmp_path):
    """Have a tree with all its four processes running."""
    running = Running(tmp_path)
    try:
        wait_for(lambda: all(running.pids(name) for name in NAMES))
        yield running
    finally:
        running.parent.kill()
        running.parent.wait()
        for pid in running.alive():
            os.kill(pid, signal.SIGKILL)


def test_child_that_is_killed_is_started_again(tree):
    os.kill(tree.pids("first")[0], signal.SIGKILL)
    wait_for(lambda: len(tree.pids("first")) == 2)
    assert len(tree.alive()) == 4


def test_killed_parent_leaves_no_child_behind(tree):
    tree.parent.kill()
    wait_for(lambda: not tree.alive())


def test_killed_child_leaves_none_of_its_own_behind(tree):
    os.kill(tree.pids("second")[0], signal.SIGKILL)
    wait_for(lambda: not is_alive(tree.pids("grandchild")[0]))
    wait_for(lambda: len(tree.pids("grandchild")) == 2)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signal_to_end_ends_all_and_exits_with_success(tree, number):
    tree.parent.send_signal(number)
    assert tree.parent.wait(10) == 0
    assert tree.alive() == []


def test_child_that_ends_at_once_is_not_started_over_and_over(tmp_path):
    program = tmp_path / "program.py"
    starts = tmp_path / "starts"
    program.write_text(
        "import sys, threading; from milepost.engine.processes import *\n"
        f"child = Child('short', ('/bin/sh', '-c', 'echo >> {starts}'))\n"
        "Tree([child]).run(stop_on_signals())"
    )
    parent = subprocess.Popen([sys.executable, str(program)], stderr=subprocess.DEVNULL)
    time.sleep(3)
    parent.terminate()
    assert parent.wait(10) == 0
    assert 2 <= len(starts.read_text().splitlines()) <= 4


def test_second_process_finds_the_lock_held_until_the_first_is_gone(tmp_path):
    lock = tmp_path / "up.lock"
    with only_one(lock, note="8000") as first, only_one(lock, note="9000") as second:
        assert (first, second) == (True, False)
        assert lock.read_text() == "8000"
    with only_one(lock, note="9000") as third:
        assert third
        assert lock.read_text() == "9000"


@contextmanager
def sleeping():
    process = subprocess.Popen(["sleep", "60"])
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_process_whose_parent_is_gone_already_ends_at_once():
    with sleeping() as other:
        program = f"from milepost.engine.processes import *; die_with_parent({other.pid}); print(1)"
        orphan = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
        said, _ = orphan.communicate(timeout=10)
    assert (orphan.returncode, said) == (1, b"")


def test_machine_is_reached_by_the_address_it_listens_on(monkeypatch):
    monkeypatch.setenv("MILEPOST_HOSTS", "shop.example")
    assert reachable_as("127.0.0.1") == ["shop.example"]
    assert reachable_as("192.0.2.7") == ["shop.example", "192.0.2.7"]
    assert socket.gethostname() in reachable_as("0.0.0.0")
