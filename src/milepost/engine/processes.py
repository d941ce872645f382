"""Children that are started again when they end, and end when their parent does."""

import ctypes
import fcntl
import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# linux/prctl.h
PR_SET_PDEATHSIG = 1
WATCH_SECONDS = 0.5
LOOK_SECONDS = 0.1
GRACE_SECONDS = 25.0
# A child that lived this long did not fail on starting.
STEADY_SECONDS = 10.0
LONGEST_BACK_OFF_SECONDS = 30.0

log = logging.getLogger(__name__)


def die_with_parent(parent_pid: int | None = None) -> None:
    """End this process at once when its parent ends, however that comes about.

    `parent_pid` is who the parent is known to be; it may have ended before this call.
    """
    parent = multiprocessing.parent_process()
    expected = parent_pid or (parent.pid if parent else None) or os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        threading.Thread(target=_watch, args=(expected,), daemon=True).start()
    if os.getppid() != expected:
        os._exit(1)


def _watch(parent_pid: int) -> None:
    while os.getppid() == parent_pid:
        time.sleep(WATCH_SECONDS)
    os._exit(1)


def stop_on_signals() -> threading.Event:
    """Return an event that the signals to end set, in place of ending at once."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        # nohup asks for hang-ups to be ignored; a shell's & ignores ctrl-C without being asked.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, lambda *_: stop.set())
    return stop


@contextmanager
def only_one(lock: Path, *, note: str) -> Iterator[bool]:
    """Hold the lock file meanwhile and keep the note in it; False when another process holds it."""
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        file.truncate(0)
        file.write(note)
        file.flush()
        yield True


@dataclass(frozen=True)
class Child:
    """A program that is to run for as long as its parent."""

    name: str
    command: tuple[str, ...]


class Watched:
    """One child as it runs, ends and is started again."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self._running: subprocess.Popen[bytes] | None = None
        self._start_at = self._started_at = 0.0
        self._back_off_seconds = 0.0

    def look(self) -> None:
        """Start the child when it is not running and its back-off is over."""
        now = time.monotonic()
        if self._running and self._running.poll() is not None:
            self._note_end(now, self._running.returncode)
        if self._running is None and now >= self._start_at:
            # A group of its own keeps ctrl-C for the parent, which then ends its children in order.
            self._running = subprocess.Popen(
                self._child.command, stdin=subprocess.DEVNULL, process_group=0
            )
            self._started_at = now

    def stop(self) -> None:
        """Ask the child to end."""
        if self._running:
            self._running.terminate()

    def wait(self, until: float) -> None:
        """Wait for the child's end, and make it end when the time is over."""
        if self._running is None:
            return
        try:
            self._running.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("%s did not end in time and was killed.", self._child.name)
            self._running.kill()
            self._running.wait()

    def _note_end(self, now: float, code: int) -> None:
        self._running = None
        if now - self._started_at >= STEADY_SECONDS:
            self._back_off_seconds = 0.0
        self._start_at = now + self._back_off_seconds
        log.warning(
            "%s ended (%s); starting it again in %.1f s.",
            self._child.name,
            code,
            self._back_off_seconds,
        )
        self._back_off_seconds = min(LONGEST_BACK_OFF_SECONDS, 2 * self._back_off_seconds or 0.5)


class Tree:
    """A parent's children: started together, watched, stopped together."""

    def __init__(self, children: Sequence[Child]) -> None:
        self._watched = [Watched(child) for child in children]

    def run(self, stop: threading.Event) -> None:
        """Keep the children running until `stop` is set, then end them in good order."""
        # The death signal comes with the end of the starting thread, so all start from this one.
        try:
            while not stop.is_set():
                for watched in self._watched:
                    watched.look()
                stop.wait(LOOK_SECONDS)
        finally:
            for watched in self._watched:
                watched.stop()
            until = time.monotonic() + GRACE_SECONDS
            for watched in self._watched:
                watched.wait(until)
