"""milepost up: one command, one tree of processes, nothing left behind."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

COMMAND = (sys.executable, "-P", "-m", "milepost", "up")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment():
    """Return an environment without the tests' own database."""
    return {name: value for name, value in os.environ.items() if not name.startswith("MILEPOST_")}


class Up:
    """A running milepost up, and what it said."""

    def __init__(self, folder, port, *arguments, **settings):
        self.port = port
        self.errors = folder.with_suffix(".stderr")
        with self.errors.open("w") as errors:
            self.process = subprocess.Popen(
                [*COMMAND, "--data", str(folder), "--port", str(port), *arguments],
                env={**environment(), **settings},
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def said(self):
        """Return the two lines it says when it answers."""
        return [self.process.stdout.readline().strip() for _ in range(2)]

    def answers(self, path="/healthz"):
        """Return the status of an answer, or None when there is none."""
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=5) as got:
                return got.status
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return None

    def tree(self):
        """Return the command lines of all its processes by pid, without itself."""
        found, unasked = {}, [self.process.pid]
        while unasked:
            for pid in children(unasked.pop()):
                # One that ends while it is looked at is one of them no more.
                with suppress(FileNotFoundError, ProcessLookupError):
                    found[pid] = Path(f"/proc/{pid}/cmdline").read_bytes().decode()
                    unasked.append(pid)
        return found

    def pids(self, part):
        return [pid for pid, line in self.tree().items() if part in line]


def children(pid):
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(c) for task in tasks for c in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def is_alive(pid):
    """Say whether the process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for(condition, seconds=20):
    """Wait until the condition holds; fail when it does not in time."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "It did not happen in time."
        time.sleep(0.05)


@contextmanager
def started(folder, *arguments, **settings):
    up = Up(folder, free_port(), *arguments, **settings)
    try:
        yield up
    finally:
        up.process.kill()
        up.process.wait()
        up.process.stdout.close()


@pytest.fixture
def up(tmp_path):
    """Have a milepost up that answers."""
    with started(tmp_path / "data") as running:
        running.lines = running.said()
        wait_for(lambda: len(running.tree()) == 3)
        yield running


def test_first_run_makes_a_folder_of_its_own_and_says_where_to_sign_in(up, tmp_path):
    assert up.lines[0] == f"Milepost runs at http://localhost:{up.port}"
    link = re.fullmatch(rf"Sign in, once: http://localhost:{up.port}(/signin/\S+/)", up.lines[1])
    assert up.answers() == 200
    assert up.answers(link[1]) == 200
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()}
    assert modes.keys() >= {"milepost.sqlite3", "secret.key"}
    assert set(modes.values()) == {0o600}


def test_first_line_names_the_folder_and_says_when_it_is_new(up, tmp_path):
    folder = tmp_path / "data"
    says = up.errors.read_text().splitlines()
    assert says == [
        f"Milepost begins a new folder, {folder}; "
        "if you meant another, stop with ctrl-C and name it with --data."
    ]
    up.process.terminate()
    up.process.wait(20)
    with started(folder) as again:
        again.said()
        assert again.errors.read_text().splitlines() == [f"Milepost keeps all in {folder}"]


@pytest.mark.parametrize(("proxies", "is_secure"), [("127.0.0.1, ::1", True), ("none", False)])
def test_word_of_a_proxy_counts_where_a_setting_says_so(tmp_path, proxies, is_secure):
    with started(tmp_path / "data", MILEPOST_PROXIES=proxies) as running:
        running.said()
        asked = urllib.request.Request(
            f"http://localhost:{running.port}/signin/", headers={"X-Forwarded-Proto": "https"}
        )
        with urllib.request.urlopen(asked, timeout=30) as got:
            assert ("Secure" in got.headers["Set-Cookie"]) == is_secure


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_it_in_good_order(up, number):
    tree = up.tree()
    up.process.send_signal(number)
    assert up.process.wait(20) == 0
    assert [pid for pid in tree if is_alive(pid)] == []
    assert up.answers() is None


def test_killed_parent_leaves_no_process_and_a_free_port(up, tmp_path):
    tree = up.tree()
    up.process.kill()
    wait_for(lambda: not any(is_alive(pid) for pid in tree))
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", up.port))
    with started(tmp_path / "data") as again:
        assert again.said()[0].endswith(f":{again.port}")


@pytest.mark.parametrize("victim", [0, 1])
def test_web_server_comes_back_whichever_of_its_processes_is_killed(up, victim):
    servers = sorted(up.pids("engine.server"))
    os.kill(servers[victim], signal.SIGKILL)
    wait_for(lambda: not any(is_alive(pid) for pid in servers))
    wait_for(lambda: len(up.pids("engine.server")) == 2 and up.answers() is not None)


def test_worker_that_is_killed_comes_back(up):
    [worker] = up.pids("milepost\0worker")
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: up.pids("milepost\0worker") not in ([], [worker]))


def refused(*arguments):
    done = subprocess.run(
        [*COMMAND, *arguments], check=False, env=environment(), capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def test_second_one_on_the_same_folder_says_so(up, tmp_path):
    said = refused("--data", str(tmp_path / "data"), "--port", str(free_port()))
    assert "already runs on" in said


def test_port_that_is_taken_is_named(up, tmp_path):
    said = refused("--data", str(tmp_path / "other"), "--port", str(up.port))
    assert f"Port {up.port} of 127.0.0.1 is taken" in said


def test_folder_that_cannot_be_made_is_named():
    said = refused("--data", "/proc/milepost")
    assert "/proc/milepost" in said
