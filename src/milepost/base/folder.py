"""The folder in which a Milepost keeps what is its own."""

import os
from pathlib import Path

# Either is there from the first start on; with a database elsewhere only the key is.
_KEPT = ("milepost.sqlite3", "secret.key")


def kept_in() -> Path:
    """Return the folder that the environment names, else the one of old."""
    named = os.environ.get("MILEPOST_DATA", "").strip()
    return Path(named or "~/.local/share/milepost").expanduser()


def holds_milepost(folder: Path) -> bool:
    """Tell whether a Milepost has been started on this folder before."""
    return any((folder / name).exists() for name in _KEPT)


def is_empty(folder: Path) -> bool:
    """Tell whether this is a folder with nothing in it."""
    return folder.is_dir() and not any(folder.iterdir())
