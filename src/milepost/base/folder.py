"""The folder in which a Milepost keeps what is its own."""

import os
from pathlib import Path

from milepost.base.errors import SaidError

# Either is there from the first start on; with a database elsewhere only the key is.
_KEPT = ("milepost.sqlite3", "secret.key")


class FolderError(SaidError):
    """A folder in which there is no Milepost."""


def kept_in() -> Path:
    """Return the folder that the environment names, else the one of old."""
    named = os.environ.get("MILEPOST_DATA", "").strip()
    return Path(named or "~/.local/share/milepost").expanduser()


def holds_milepost(folder: Path) -> bool:
    """Tell whether a Milepost has been started on this folder before."""
    return any((folder / name).exists() for name in _KEPT)


def says_where(typed: Path | None) -> str:
    """Say which folder is used, the typed one or else the environment's, and whether it is new."""
    folder = _whole(typed or kept_in())
    if holds_milepost(folder):
        return f"Milepost keeps all in {folder}"
    return (
        f"Milepost begins a new folder, {folder}; "
        "if you meant another, stop with ctrl-C and name it with --data."
    )


def refuse_mistyped(typed: Path | None) -> None:
    """Raise FolderError where a folder was typed that is not Milepost's and holds something else.

    Only `up` begins just anywhere; an empty folder was made on purpose.
    """
    folder = _whole(typed) if typed else None
    if folder and not holds_milepost(folder) and not _is_empty(folder):
        raise FolderError(
            f"There is no Milepost in {folder}; check --data, "
            f"or begin one there: milepost up --data {folder}"
        )


def _whole(folder: Path) -> Path:
    return folder.expanduser().absolute()


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())
