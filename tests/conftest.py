"""A data folder of the tests' own, and a plain word at the end on what was left out."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django
import hypothesis
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

# Settings are read from the environment once, so this stands before anything loads them.
FOLDER = Path(tempfile.mkdtemp(prefix="milepost-tests-"))
DATABASE_URL = os.environ.get("MILEPOST_TEST_DATABASE_URL", "")
for name in [name for name in os.environ if name.startswith("MILEPOST_")]:
    if not name.startswith("MILEPOST_TEST_"):
        del os.environ[name]
os.environ["MILEPOST_DATA"] = str(FOLDER)
os.environ["MILEPOST_DATABASE_URL"] = DATABASE_URL
os.environ["DJANGO_SETTINGS_MODULE"] = "milepost.settings"
django.setup()
# Hashing a password slowly is Django's, and tested there.
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

from tests.cast import *  # noqa: E402, F403  the fixtures that every test may ask for

from milepost.team.models import Workspace  # noqa: E402

# A test says what is true, not how fast this machine is.
hypothesis.settings.register_profile("milepost", deadline=None)
hypothesis.settings.load_profile("milepost")

ALL = os.environ.get("MILEPOST_TEST_ALL") == "1"
LEFT_OUT = pytest.StashKey[dict[str, int]]()


def chromium() -> str | None:
    """Return the browser for the browser tests, if there is one."""
    return shutil.which(os.environ.get("CHROMIUM") or "chromium")


def _reasons(config: pytest.Config) -> dict[str, str]:
    """Return, by marker, why the tests that bear it cannot or need not run here."""
    reasons = {}
    if chromium() is None:
        reasons["browser"] = "browser tests (no chromium found; name one with CHROMIUM=PATH)"
    if not DATABASE_URL:
        reasons["postgres"] = "tests on PostgreSQL (name a server with MILEPOST_TEST_DATABASE_URL)"
    if not ALL and "slow" not in config.option.markexpr:
        reasons["slow"] = "slow tests (run all with MILEPOST_TEST_ALL=1, or these with -m slow)"
    return reasons


# Last, so that what -m and -k leave out is not counted.
@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take out what cannot run here, and remember it."""
    reasons = _reasons(config)
    left_out = _left_out(config)
    kept, taken_out = [], []
    for test in items:
        reason = next((reasons[m.name] for m in test.iter_markers() if m.name in reasons), None)
        (taken_out if reason else kept).append(test)
        if reason:
            left_out[reason] = left_out.get(reason, 0) + 1
    items[:] = kept
    config.hook.pytest_deselected(items=taken_out)


def _left_out(config: pytest.Config) -> dict[str, int]:
    """Return how many tests were left out for each reason."""
    return config.stash.setdefault(LEFT_OUT, {})


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail when all was to run and something did not; clear the data folder away."""
    if ALL and session.exitstatus == pytest.ExitCode.OK and _left_out(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    if isinstance(told := getattr(session.config, "workeroutput", None), dict):
        told["left_out"] = _left_out(session.config)
    shutil.rmtree(FOLDER, ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a process of several has left out; each of them left out the same."""
    _left_out(node.config).update(node.workeroutput["left_out"])


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say what was left out, and what would bring it in."""
    for reason, count in sorted(_left_out(config).items()):
        colour = {"red": True} if ALL else {"yellow": True}
        terminalreporter.write_line(f"Left out: {count} {reason}", **colour)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """Keep the SQLite test database in a file, as it is in use: threads and processes share it."""
    if not DATABASE_URL:
        connection.settings_dict["TEST"]["NAME"] = FOLDER / "milepost.sqlite3"
    yield


@pytest.fixture(autouse=True)
def record_may_go(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a test that really commits clear its rows away: the record goes with its workspaces."""
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction", False)
    commits = commits or "transactional_db" in request.fixturenames
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        Workspace.objects.update(ending_at=timezone.now())


@pytest.fixture
def environment(transactional_db: None) -> dict[str, str]:
    """Return the environment in which another process finds the tests' database."""
    found = dict(os.environ)
    if DATABASE_URL:
        at = {key: quote(str(part), safe="") for key, part in connection.settings_dict.items()}
        found["MILEPOST_DATABASE_URL"] = (
            f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
        )
    return found
