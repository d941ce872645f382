"""Backups: the whole SQLite database and the uploaded files as one file, made while all runs."""

import re
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from milepost import __version__
from milepost.archive.errors import ArchiveError
from milepost.archive.package import BACKUP, PackageWriter
from milepost.base.files import DRAFT, written_whole
from milepost.base.text import shortened

DATABASE = "milepost.sqlite3"
# What lies beside the database and belongs to it.
FOLDERS = ("media", "practice")
KEYS = "keys"
OLD = timedelta(days=2)
MOST_DAYS, MOST_WEEKS = 7, 4
_NAME = re.compile(r"(milepost|nightly)-(\d{8}T\d{6})Z\.zip")
_STAMP = "%Y%m%dT%H%M%S"
_DRAFTS = ".backup-"


def database_file() -> Path:
    """Return the file of the SQLite database; raises ArchiveError where the database is none."""
    if connection.vendor != "sqlite":
        name = connection.settings_dict["NAME"]
        raise ArchiveError(
            "PostgreSQL has its own tools for this: make a backup with "
            f"`pg_dump --format=custom --file=FILE {name}`, and bring it back with `pg_restore`."
        )
    return Path(connection.settings_dict["NAME"])


# Who is signed in: whoever has a session's key is that person, password and second factor past.
_LETS_IN = ("django_session", "usersessions_usersession", "milepost_cache")


def backup_name(now: datetime, kind: str = "milepost") -> str:
    """Return the name of a backup made now: a person's, or a nightly one."""
    return f"{kind}-{now.astimezone(UTC).strftime(_STAMP)}Z.zip"


def write_backup(path: Path, *, now: datetime, with_keys: bool = False) -> None:
    """Write a backup that only its owner can read; raises ArchiveError where the copy is bad.

    The database goes on being written to meanwhile; the backup is of one moment. It stands under
    its name only once it is whole.
    """
    source = database_file()
    if not source.exists():
        raise ArchiveError(f"There is no database in {source.parent} yet, so nothing to back up.")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _copied(source, path.parent) as copy, written_whole(path) as out:
        package = PackageWriter(out, now.astimezone(UTC), BACKUP)
        package.add(DATABASE, copy)
        for name in (name for folder in FOLDERS for name in _files_in(folder)):
            package.add(name, settings.DATA / name)
        for key in sorted(settings.DATA.glob("*.key")) if with_keys else ():
            package.add(f"{KEYS}/{key.name}", key)
        package.finish({"milepost": __version__, "made_at": now.astimezone(UTC).isoformat()})


def _files_in(folder: str) -> list[str]:
    files = sorted(path for path in (settings.DATA / folder).rglob("*") if path.is_file())
    return [path.relative_to(settings.DATA).as_posix() for path in files]


@contextmanager
def _copied(source: Path, folder: Path) -> Iterator[Path]:
    """Have a copy of a database meanwhile, of one moment and checked."""
    draft = Path(tempfile.mkdtemp(prefix=_DRAFTS, dir=folder))
    try:
        copy = draft / DATABASE
        opened = closing(sqlite3.connect(source, timeout=20)), closing(sqlite3.connect(copy))
        with opened[0] as here, opened[1] as there:
            # In one step: with several, every write of another begins the copy anew.
            # https://www.sqlite.org/c3ref/backup_finish.html
            here.backup(there, pages=-1)
        check_whole(copy)
        with closing(sqlite3.connect(copy)) as opened_copy:
            # One file, without a log beside it, and nothing in it that lets its finder in here.
            opened_copy.execute("PRAGMA journal_mode=DELETE")
            opened_copy.execute("PRAGMA secure_delete=ON")
            names = {row[0] for row in opened_copy.execute("SELECT name FROM sqlite_master")}
            for table in names.intersection(_LETS_IN):
                opened_copy.execute(f"DELETE FROM {table}")  # noqa: S608  names of ours
            opened_copy.commit()
        yield copy
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def check_whole(database: Path) -> None:
    """Raise ArchiveError where SQLite finds anything wrong with a database."""
    try:
        with closing(sqlite3.connect(database)) as opened:
            found = opened.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as trouble:
        found = str(trouble)
    if found != "ok":
        words = shortened(" ".join(found.replace("*", " ").split()), longest=100)
        raise ArchiveError(
            f"The database is damaged ({words}); take an older backup, and look at the disk."
        )


def where_the_key_is() -> str:
    """Say where the key lies without which a backup's channels stay shut."""
    if settings.ENCRYPTION_KEYS:
        return "the setting MILEPOST_ENCRYPTION_KEYS"
    return str(settings.ENCRYPTION_KEYS_FILE)


@dataclass(frozen=True)
class Backups:
    """What there is to say about backups here: why there are none, or when the last was made."""

    says: str = ""
    last: datetime | None = None
    is_old: bool = False


def backups_now(now: datetime) -> Backups:
    """Look when the last backup was made."""
    if connection.vendor != "sqlite":
        return Backups("Milepost makes no backups of PostgreSQL: let pg_dump make them.")
    if settings.BACKUPS is None:
        return Backups("MILEPOST_BACKUPS is 0, so none are made by night.")
    last = max((made_at for made_at, _, _ in _found(settings.BACKUPS)), default=None)
    return Backups(last=last, is_old=last is not None and now - last > OLD)


def _found(folder: Path) -> Iterator[tuple[datetime, str, Path]]:
    """Return when each backup of a folder was made, of which kind it is, and its file."""
    for path in folder.glob("*.zip"):
        if named := _NAME.fullmatch(path.name):
            made_at = datetime.strptime(named[2], _STAMP).replace(tzinfo=UTC)
            yield made_at, named[1], path


def write_nightly(folder: Path, now: datetime) -> Path:
    """Write tonight's backup, then throw away what is too old and what a crash left behind."""
    path = folder / backup_name(now, "nightly")
    write_backup(path, now=now)
    for old in spent_backups([made for made, kind, _ in _found(folder) if kind == "nightly"]):
        (folder / backup_name(old, "nightly")).unlink(missing_ok=True)
    for left in (*folder.glob(f"{_DRAFTS}*"), *folder.glob(f".*{DRAFT}")):
        if now.timestamp() - left.stat().st_mtime > timedelta(days=1).total_seconds():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    return path


def spent_backups(made: list[datetime]) -> list[datetime]:
    """Return which nightly backups may go: all but the newest of 7 days and of 4 weeks."""
    kept: set[datetime] = set()
    for most, period in ((MOST_DAYS, _day), (MOST_WEEKS, _week)):
        newest: dict[date | tuple[int, int], datetime] = {}
        for each in sorted(made):
            newest[period(each)] = each
        kept |= set(sorted(newest.values())[-most:])
    return [each for each in made if each not in kept]


def _day(moment: datetime) -> date:
    return moment.date()


def _week(moment: datetime) -> tuple[int, int]:
    return moment.isocalendar()[:2]


def next_night(now: datetime) -> datetime:
    """Return the next 03:00 UTC, give or take five minutes, so that not all wake at once."""
    night = now.astimezone(UTC).replace(hour=3, minute=0, second=0, microsecond=0)
    while night <= now + timedelta(minutes=10):
        night += timedelta(days=1)
    return night + timedelta(seconds=secrets.randbelow(600) - 300)
