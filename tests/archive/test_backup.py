"""Backups: whole whatever goes on meanwhile, and back in place at once or not at all."""

import os
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
import yaml
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.do.posting import practice, write

from milepost import __version__
from milepost.archive import backup, restore
from milepost.archive.actions.nights import nightly_backups, seed_backup
from milepost.archive.backup import (
    backup_name,
    backups_now,
    next_night,
    spent_backups,
    write_backup,
    write_nightly,
)
from milepost.archive.errors import ArchiveError
from milepost.archive.tasks import back_up
from milepost.base.keys import make_encryption_key
from milepost.engine.claims import claim
from milepost.engine.models import Chore
from milepost.engine.processes import only_one
from milepost.team.actions import make_signin_link, set_password
from milepost.team.members import invite
from milepost.team.tokens import make_api_token

GOLDEN = Path(__file__).parents[1] / "golden" / "plan.yaml"
NOW = datetime(2027, 3, 10, 12, tzinfo=UTC)
FAR = "postgres://nobody@127.0.0.1:1/nothing"
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="backups are SQLite's")


def start(*arguments, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MILEPOST_")}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "milepost", *map(str, arguments)],
        env={**clean, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def milepost(*arguments, **environment):
    """Run the command; return its exit code, its result and what else it said."""
    running = start(*arguments, **environment)
    out, err = running.communicate(timeout=120)
    return running.returncode, out, err


def refused(*arguments, **environment):
    code, out, err = milepost(*arguments, **environment)
    assert (code, out) == (2, "")
    [sentence] = err.splitlines()
    return sentence


def done(*arguments, **environment):
    code, out, err = milepost(*arguments, **environment)
    assert code == 0, err
    return out, err


@pytest.fixture(scope="module")
def first_home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("homes") / "home"
    done("import", GOLDEN, "--workspace", "Homes", MILEPOST_DATA=str(folder))
    return folder


@pytest.fixture
def home(first_home, tmp_path):
    """A data folder with a business in it."""
    return shutil.copytree(first_home, tmp_path / "home")


@pytest.fixture
def here(home, monkeypatch):
    """The same, as this process's own, to back up and to bring back into."""
    return at(home, monkeypatch)


def at(folder, monkeypatch):
    """Let a folder be the one this process works on."""
    if connection.vendor != "sqlite":
        pytest.skip("backups are SQLite's")
    folder.mkdir(exist_ok=True)
    monkeypatch.setattr(settings, "DATA", folder)
    for module in (backup, restore):
        monkeypatch.setattr(module, "database_file", lambda: folder / "milepost.sqlite3")
    return folder


@pytest.fixture
def bring_back(django_db_setup, django_db_blocker):
    """Restore in this process, whose own database is left alone."""

    def bring(path):
        with django_db_blocker.unblock():
            return restore.restore(path)

    return bring


@pytest.fixture
def path(tmp_path):
    return tmp_path / "backup.zip"


def database(folder):
    return closing(sqlite3.connect(folder / "milepost.sqlite3", timeout=20))


def tables(folder):
    """Return every row of every table, as SQL."""
    with database(folder) as opened:
        return "\n".join(opened.iterdump())


def add_readings(opened, measure, rows):
    into = 'INSERT INTO review_reading (workspace_id, day, measure, "of", value, source)'
    opened.executemany(f"{into} VALUES (1, ?, '{measure}', ?, 1, 'given')", rows)


def readings(folder, measure):
    with database(folder) as opened:
        found = "SELECT count(*) FROM review_reading WHERE measure = ?"
        return opened.execute(found, [measure]).fetchone()[0]


def test_a_backup_comes_back_in_an_empty_folder_as_it_was(home, tmp_path):
    (home / "media" / "1").mkdir(parents=True)
    (home / "media" / "1" / "house.jpg").write_bytes(b"\xff\xd8")
    out, err = done("backup", "--data", home)
    path = Path(out.strip())
    assert path.parent == home / "backups"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert str(home / "encryption.key") in err
    there = tmp_path / "there"
    done("restore", path, "--data", there)
    assert tables(there) == tables(home)
    assert (there / "media" / "1" / "house.jpg").read_bytes() == b"\xff\xd8"
    assert (there / "secret.key").read_text() != (home / "secret.key").read_text()
    assert done("export", "--data", there) == done("export", "--data", home)


def test_the_key_travels_only_when_asked(here, path, bring_back, monkeypatch, tmp_path):
    key = (here / "secret.key").read_bytes()
    (here / "encryption.key").write_text(make_encryption_key())
    for asked in (False, True):
        write_backup(path, now=NOW, with_keys=asked)
        with zipfile.ZipFile(path) as opened:
            assert ({"keys/secret.key", "keys/encryption.key"} <= {*opened.namelist()}) == asked
            assert (key in b"".join(map(opened.read, opened.namelist()))) == asked
    there = at(tmp_path / "there", monkeypatch)
    (there / "secret.key").write_text("another")
    done_with = bring_back(path)
    assert (there / "secret.key").read_bytes() == key
    assert stat.S_IMODE((there / "secret.key").stat().st_mode) == 0o600
    assert (done_with.aside / "secret.key").read_text() == "another"


def test_a_backup_made_under_load_is_of_one_moment(here, path, bring_back, monkeypatch, tmp_path):
    stop, written = Event(), []

    def load():
        with database(here) as opened:
            while not stop.is_set():
                with opened:
                    rows = [(f"2027-01-{len(written) % 28 + 1:02}", str(len(written)))]
                    add_readings(opened, "spend", rows)
                    add_readings(opened, "revenue", rows)
                written.append(1)

    thread = Thread(target=load)
    thread.start()
    paths, counts = [tmp_path / f"{number}.zip" for number in range(5)], []
    for each in paths:
        before = len(written)
        write_backup(each, now=NOW)
        counts.append((before, len(written)))
    stop.set()
    thread.join()
    for each, (before, after) in zip(paths, counts, strict=True):
        there = at(tmp_path / each.stem, monkeypatch)
        bring_back(each)
        assert before < after
        assert before <= readings(there, "spend") == readings(there, "revenue") <= after + 1


@pytest.mark.slow
def test_no_file_is_written_over(home, path, tmp_path):
    path.write_text("mine")
    assert "already" in refused("backup", path, "--data", home)
    assert path.read_text() == "mine"
    assert "no Milepost" in refused("backup", "--data", tmp_path / "nowhere")


def test_a_restore_puts_what_was_there_aside(here, path, bring_back):
    write_backup(path, now=NOW)
    with database(here) as opened, opened:
        add_readings(opened, "spend", [("2027-01-01", "")])
    later = tables(here)
    done_with = bring_back(path)
    assert readings(here, "spend") == 0
    assert [done_with.aside] == list(here.glob("before-restore-*"))
    assert tables(done_with.aside) == later
    assert not list(here.glob(".restore-*"))


@pytest.mark.slow
def test_a_restore_is_refused_while_milepost_runs(home, path, bring_back, monkeypatch):
    done("backup", path, "--data", home)
    before = tables(home)
    with only_one(home / "up.lock", note="8000"):
        assert "stop it" in refused("restore", path, "--data", home)
    at(home, monkeypatch)
    with database(home) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("BEGIN")
        opened.execute("SELECT count(*) FROM team_workspace").fetchone()
        with pytest.raises(ArchiveError, match="stop it"):
            bring_back(path)
    assert tables(home) == before
    assert not list(home.glob("before-restore-*"))


def changed(path, change):
    """Write a backup anew, with another manifest."""
    with zipfile.ZipFile(path) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    manifest = yaml.safe_load(files.pop("backup.yaml"))
    change(manifest)
    with zipfile.ZipFile(path, "w") as opened:
        for name, text in files.items():
            opened.writestr(name, text)
        opened.writestr("backup.yaml", yaml.safe_dump(manifest))


def test_what_is_no_backup_is_refused_in_one_sentence(here, path, bring_back):
    before = tables(here)
    write_backup(path, now=NOW)
    good = path.read_bytes()
    newer = [int(part) for part in __version__.split(".")]
    newer[0] += 1
    version = ".".join(map(str, newer))

    def assert_refused(says):
        with pytest.raises(ArchiveError) as caught:
            bring_back(path)
        assert says in caught.value.says
        assert "\n" not in caught.value.says

    changed(path, lambda manifest: manifest.update(milepost=version))
    assert_refused(f"newer Milepost ({version})")
    path.write_bytes(good)
    changed(path, lambda manifest: manifest.update(format=9))
    assert_refused("format 9")
    path.write_bytes(good[:-2000])
    assert_refused("no zip file")
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr("milepost.yaml", "format: 1")
    assert_refused("no backup.yaml")
    assert tables(here) == before
    assert not list(here.glob("before-restore-*"))


def test_tables_of_a_newer_milepost_are_refused(here, path, bring_back):
    with database(here) as opened, opened:
        into = "INSERT INTO django_migrations (app, name, applied)"
        opened.execute(f"{into} VALUES ('do', '9999_to_come', '2027-01-01')")
    write_backup(path, now=NOW)
    with pytest.raises(ArchiveError, match="newer Milepost"):
        bring_back(path)


def test_tables_of_an_older_milepost_are_brought_forward(here, path, bring_back):
    with database(here) as opened, opened:
        opened.execute("DROP TABLE engine_chore")
        opened.execute("DELETE FROM django_migrations WHERE name = '0002_chore'")
    write_backup(path, now=NOW)
    bring_back(path)
    with database(here) as opened:
        assert opened.execute("SELECT count(*) FROM engine_chore").fetchone() == (0,)


def test_what_a_practice_channel_was_asked_is_not_forgotten(here, path, bring_back):
    asked = here / "practice" / "1.jsonl"
    asked.parent.mkdir()
    asked.write_text("one\n")
    write_backup(path, now=NOW)
    asked.write_text("one\ntwo\n")
    bring_back(path)
    assert asked.read_text() == "one\ntwo\n"
    asked.unlink()
    bring_back(path)
    assert asked.read_text() == "one\n"


def test_a_damaged_database_is_no_backup(here, path, tmp_path):
    file = here / "milepost.sqlite3"
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + b"\xff" * 40_000 + whole[48_192:])
    with pytest.raises(ArchiveError, match="damaged") as caught:
        write_backup(path, now=NOW)
    assert "\n" not in caught.value.says
    assert not path.exists()


def test_over_a_damaged_database_a_backup_is_brought_back(here, path, bring_back):
    write_backup(path, now=NOW)
    (here / "milepost.sqlite3").write_bytes(b"\xff" * 5_000)
    done_with = bring_back(path)
    assert readings(here, "spend") == 0
    assert (done_with.aside / "milepost.sqlite3").read_bytes() == b"\xff" * 5_000


@pytest.mark.slow
def test_on_postgresql_its_own_tools_are_named(tmp_path):
    (tmp_path / "some.zip").write_text("")
    for command in (("backup",), ("restore", tmp_path / "some.zip")):
        said = refused(*command, MILEPOST_DATA=str(tmp_path), MILEPOST_DATABASE_URL=FAR)
        assert "pg_dump" in said


@pytest.mark.django_db(transaction=True)
@on_sqlite
def test_what_was_due_since_the_backup_is_not_sent_again(planned, path, tmp_path):
    now = timezone.now()
    channel = practice(planned)
    for title, due_at in (("past", now), ("to come", now + timedelta(hours=1))):
        write(planned, channel, then="due", title=title, due_at=due_at)
    there = tmp_path / "there"
    write_backup(path, now=now)
    _, err = done("restore", path, "--data", there)
    assert "may be out already; look and say: 1." in err
    with database(there) as opened:
        found = opened.execute(
            "SELECT p.title, d.state, d.due_at IS NULL FROM do_delivery d "
            "JOIN do_post p ON p.id = d.post_id ORDER BY p.id"
        ).fetchall()
    assert found == [("past", "unknown", 1), ("to come", "due", 0)]


@pytest.mark.django_db(transaction=True)
@on_sqlite
def test_whoever_finds_a_backup_gets_in_nowhere(planned, owner, path, tmp_path):
    client = Client()
    set_password(owner, "wombat lantern quarry")
    client.post("/signin/", {"login": owner.email, "password": "wombat lantern quarry"})
    key = client.session.session_key
    write_backup(path, now=timezone.now())
    with zipfile.ZipFile(path) as opened:
        assert key.encode() not in b"".join(map(opened.read, opened.namelist()))
    assert client.get("/account/").status_code == 200


@pytest.mark.django_db(transaction=True)
@on_sqlite
def test_a_restore_brings_no_ended_access_back(planned, owner, path, tmp_path):
    make_signin_link(owner)
    invite(planned, role="owner", note_="", by=owner)
    make_api_token(planned, name="shop", role="owner")
    write_backup(path, now=timezone.now())
    there = tmp_path / "there"
    _, err = done("restore", path, "--data", there)
    assert "API tokens of then are ended" in err
    with database(there) as opened:
        now = opened.execute("SELECT datetime('now')").fetchone()[0]
        for open_ones in (
            "team_signinlink WHERE used_at IS NULL AND expires_at > ?",
            "team_invitation WHERE used_at IS NULL AND ended_at IS NULL AND ? > ''",
            "team_apitoken WHERE ended_at IS NULL AND ? > ''",
        ):
            count = opened.execute(f"SELECT count(*) FROM {open_ones}", [f"{now}.999999"])
            assert count.fetchone()[0] == 0, open_ones


@pytest.mark.django_db
@on_sqlite
def test_a_backup_is_made_each_night(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "BACKUPS", tmp_path)
    seed_backup()
    seed_backup()
    row = Chore.objects.get()
    assert (row.due_at.hour, row.due_at.minute // 6) in {(2, 9), (3, 0)}
    assert row.due_at > timezone.now()
    Chore.objects.update(due_at=timezone.now())
    [taken] = claim(nightly_backups(), now=timezone.now(), lease_seconds=60, most=1)
    back_up(taken)
    [path] = tmp_path.glob("nightly-*.zip")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    row.refresh_from_db()
    assert row.lease_until is None
    assert timedelta(0) < row.due_at - timezone.now() < timedelta(hours=25)
    assert backups_now(timezone.now()).last is not None


@pytest.mark.django_db
def test_no_backup_is_made_by_night_where_none_is_wanted(monkeypatch):
    if connection.vendor == "sqlite":
        monkeypatch.setattr(settings, "BACKUPS", None)
    seed_backup()
    Chore.objects.create(name="backup", due_at=timezone.now())
    assert not nightly_backups().exists()
    assert backups_now(timezone.now()).says


@pytest.mark.django_db
@on_sqlite
def test_what_a_crash_left_is_cleared_away_and_other_files_stay(tmp_path):
    old = (NOW - timedelta(days=3)).timestamp()
    for name in (".backup-x", ".nightly-1.zip.ab12.part", "mine.zip", backup_name(NOW)):
        path = tmp_path / name
        path.mkdir() if name == ".backup-x" else path.write_text("")
        os.utime(path, (old, old))
    made = write_nightly(tmp_path, NOW)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {made.name, "mine.zip", backup_name(NOW)}


def test_the_newest_of_seven_days_and_four_weeks_stay():
    nights = [NOW - timedelta(days=days, seconds=days * 7) for days in range(60)]
    kept: list[datetime] = []
    for night in reversed(nights):
        kept.append(night)
        kept = [each for each in kept if each not in spent_backups(kept)]
    ages = sorted((NOW - each).days for each in kept)
    assert ages[:7] == list(range(7))
    weeks = {each.isocalendar()[:2] for each in kept}
    assert len(weeks) == 4
    assert len(kept) <= 7 + 3
    assert spent_backups([]) == []


def test_two_backups_of_one_day_leave_the_newer():
    twice = [NOW, NOW + timedelta(hours=1)]
    assert spent_backups(twice) == [NOW]


@pytest.mark.parametrize("hour", [0, 2, 3, 12, 23])
def test_the_next_night_is_ahead_and_near_three(hour):
    now = NOW.replace(hour=hour, minute=3)
    night = next_night(now)
    assert timedelta(0) < night - now < timedelta(hours=25)
    three = night.replace(hour=3, minute=0, second=0, microsecond=0)
    assert abs(night - three) <= timedelta(minutes=5)


@pytest.mark.django_db
@on_sqlite
def test_a_backup_older_than_two_days_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "BACKUPS", tmp_path)
    assert backups_now(NOW).last is None
    (tmp_path / backup_name(NOW - timedelta(days=3))).write_text("")
    assert backups_now(NOW).is_old
    (tmp_path / backup_name(NOW - timedelta(days=1), "nightly")).write_text("")
    assert not backups_now(NOW).is_old
    assert backups_now(NOW).last == NOW - timedelta(days=1)


@pytest.mark.django_db
def test_a_backup_of_another_database_is_refused():
    if connection.vendor == "sqlite":
        pytest.skip("this one can be backed up")
    with pytest.raises(ArchiveError, match="pg_dump"):
        write_backup(Path("never.zip"), now=NOW)


def killed_after(seconds, *arguments):
    """Run a command and kill it with all it started; tell whether it was still at it."""
    running = start(*arguments)
    time.sleep(seconds)
    was_running = running.poll() is None
    if was_running:
        os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    return was_running


@pytest.mark.slow
def test_whatever_is_killed_leaves_a_database_that_works(home, tmp_path):
    dice = random.Random(5)
    rows = [(f"20{year}-01-01", str(number)) for year in range(10, 30) for number in range(8_000)]
    with database(home) as opened, opened:
        add_readings(opened, "spend", rows)
    good = tmp_path / "good.zip"
    begun = time.monotonic()
    done("backup", good, "--data", home)
    whole_seconds = time.monotonic() - begun
    with database(home) as opened, opened:
        add_readings(opened, "revenue", rows[:5])
    kills = 0
    for number in range(8):
        path = tmp_path / f"killed-{number}.zip"
        kills += killed_after(dice.uniform(0.3, whole_seconds), "backup", path, "--data", home)
        if path.exists():
            done("restore", path, "--data", tmp_path / f"there-{number}")
        assert (readings(home, "spend"), readings(home, "revenue")) == (len(rows), 5)
    found = set()
    for _ in range(14):
        seconds = dice.uniform(0.3, whole_seconds * 1.6)
        kills += killed_after(seconds, "restore", good, "--data", home)
        assert readings(home, "spend") == len(rows)
        with database(home) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found.add(readings(home, "revenue"))
    assert kills >= 8
    assert found <= {0, 5}
    done("restore", good, "--data", home)
    assert readings(home, "revenue") == 0
    assert "plan:" in done("export", "--data", home)[0]
    assert not list(home.glob(".restore-*"))
