"""Bringing a backup back: all at once, with what was there before put aside, never deleted."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from milepost import __version__
from milepost.archive.actions.restored import doubt_what_was_due
from milepost.archive.backup import DATABASE, FOLDERS, KEYS, check_whole, database_file
from milepost.archive.errors import ArchiveError
from milepost.archive.package import BACKUP, Package, open_package
from milepost.base.files import sync_folder

_DRAFTS = ".restore-"
_NEWER = "This backup is of a newer Milepost ({version}); bring Milepost up to date first."
_IN_USE = "Something still uses the database in {folder}; stop it first, a worker too."


@dataclass(frozen=True)
class Restored:
    """When the backup was made, where what was here before lies, what a person has to look at."""

    made_at: str
    aside: Path | None
    doubted: int


def restore(path: Path) -> Restored:
    """Put a backup in place of what is here; raises ArchiveError and changes nothing if it is bad.

    The caller sees to it that no Milepost runs here. Whatever ends us meanwhile, either the old
    database stands here whole, or the new one.
    """
    target = database_file()
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("rb") as file, open_package(file, BACKUP) as package:
        for left in target.parent.glob(f"{_DRAFTS}*"):
            shutil.rmtree(left)
        draft = Path(tempfile.mkdtemp(prefix=_DRAFTS, dir=target.parent))
        try:
            return _restore(package, target, draft)
        finally:
            connection.close()
            shutil.rmtree(draft, ignore_errors=True)


def _restore(package: Package, target: Path, draft: Path) -> Restored:
    _settle(target)
    _check_version(str(package.manifest.get("milepost", "")))
    _unpack(package, DATABASE, draft / DATABASE)
    check_whole(draft / DATABASE)
    _check_migrations(draft / DATABASE, str(package.manifest.get("milepost", "")))
    doubted = _brought_forward(draft / DATABASE)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S-%fZ")
    aside = _Aside(target.parent, target.parent / f"before-restore-{stamp}")
    for name in package.names:
        # What a practice channel was asked has happened; an older file must not forget it.
        is_known = name.startswith("practice/") and (settings.DATA / name).exists()
        if name.partition("/")[0] in FOLDERS and not is_known:
            _put_file(package, name, draft, aside)
    _settle(target)
    aside.keep(DATABASE)
    (draft / DATABASE).replace(target)
    sync_folder(target.parent)
    for name in package.names:
        if name.startswith(f"{KEYS}/"):
            _put_file(package, name, draft, aside, as_name=name.removeprefix(f"{KEYS}/"))
    made_at = str(package.manifest.get("made_at", "unknown"))
    return Restored(made_at, aside.folder if aside.folder.exists() else None, doubted)


def _check_version(version: str) -> None:
    if _parts(version) > _parts(__version__):
        raise ArchiveError(_NEWER.format(version=version))


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdecimal()]


def _check_migrations(database: Path, version: str) -> None:
    """Raise where a newer program has changed the tables in a way this one does not know."""
    known = set(MigrationLoader(None).disk_migrations or ())
    apps = {app for app, _ in known}
    try:
        with closing(sqlite3.connect(database)) as opened:
            done = opened.execute("SELECT app, name FROM django_migrations").fetchall()
    except sqlite3.DatabaseError:
        raise ArchiveError("The database in it is none of Milepost's; choose another.") from None
    if any(app in apps and (app, name) not in known for app, name in done):
        raise ArchiveError(_NEWER.format(version=version))


def _unpack(package: Package, name: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with package.opened(name) as file, os.fdopen(_new(path), "wb") as out:
        shutil.copyfileobj(file, out, 1 << 20)
        out.flush()
        os.fsync(out.fileno())


def _new(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _brought_forward(draft: Path) -> int:
    """Let the tables be as this Milepost has them, and doubt what may have gone out since."""
    connection.close()
    name, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], draft
    try:
        call_command("migrate", verbosity=0, interactive=False)
        return doubt_what_was_due(datetime.now(UTC))
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        _settle(draft)


def _settle(database: Path) -> None:
    """Let a database be one file, without a log beside it; raises where someone is at it."""
    if not database.exists():
        return
    try:
        with closing(sqlite3.connect(database, timeout=1)) as opened:
            opened.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError:
        raise ArchiveError(_IN_USE.format(folder=database.parent)) from None
    except sqlite3.DatabaseError:
        pass  # it is damaged, which may be why a backup is brought back


def _name_twice(path: Path, second: Path) -> None:
    try:
        os.link(path, second)
    except OSError:
        # Some disks know one name for a file only.
        shutil.copy2(path, second)


@dataclass(frozen=True)
class _Aside:
    """Where what was here before is put, made when there is something to put."""

    home: Path
    folder: Path

    def keep(self, name: str) -> None:
        """Put a file aside, under a second name: under its first it stands until it is replaced."""
        for each in (name, f"{name}-wal", f"{name}-shm") if name == DATABASE else (name,):
            if (self.home / each).exists():
                kept = self.folder / each
                kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                if each == name:
                    _name_twice(self.home / each, kept)
                else:
                    (self.home / each).rename(kept)
                sync_folder(kept.parent)


def _put_file(
    package: Package, name: str, draft: Path, aside: _Aside, *, as_name: str = ""
) -> None:
    """Put one file in its place, unless it stands there already."""
    wanted = as_name or name
    _unpack(package, name, draft / name)
    place: Path = settings.DATA / wanted
    if place.exists() and place.read_bytes() == (draft / name).read_bytes():
        return
    aside.keep(wanted)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    (draft / name).replace(place)
