"""Practice: posts nowhere, and writes down what it was asked, to try things without harm."""

import fcntl
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from milepost.base.network import Access, Draft, Facts, Published, Refused


class Practice:
    """Appends every ask to the file its access names, synced to disk before it answers.

    One JSON object a line: key, text, again (true where the key was asked before: nothing was
    posted a second time); or deleted, the key of a post that was taken down.
    """

    # The limit is made up, so that limits can be tried: that of a short text network.
    facts: ClassVar[Facts] = Facts(
        code="practice",
        name="Practice",
        says="Posts nowhere. Try things out here.",
        longest=500,
        reaches_outside=False,
    )

    def __init__(self, access: Access) -> None:
        self.path = Path(access.address)

    def length(self, text: str) -> int:
        """Count code points."""
        return len(text)

    def publish(self, draft: Draft, *, key: str) -> Published:
        """Write the ask down; a key that stands there already is answered as before."""
        self._write(
            lambda before: {"key": key, "text": draft.text, "again": _stands_in(before, "key", key)}
        )
        return _published(key)

    def _write(self, line_after: Callable[[str], dict[str, object]]) -> None:
        """Add the line that follows what stands there; nobody else writes meanwhile."""
        if self.path == Path():
            raise Refused("This practice channel names no file; make it anew in the settings.")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+", encoding="utf-8") as asked:
            fcntl.flock(asked, fcntl.LOCK_EX)
            asked.seek(0)
            before = asked.read()
            line = json.dumps(line_after(before))
            is_cut_short = before and not before.endswith("\n")
            asked.write(f"\n{line}\n" if is_cut_short else f"{line}\n")
            asked.flush()
            os.fsync(asked.fileno())

    def find(self, draft: Draft, *, key: str) -> Published | None:
        """Look the key up in the file; what was taken down is not there."""
        if not self.path.exists():
            return None
        with self.path.open(encoding="utf-8") as asked:
            fcntl.flock(asked, fcntl.LOCK_SH)
            text = asked.read()
        is_up = _stands_in(text, "key", key) and not _stands_in(text, "deleted", key)
        return _published(key) if is_up else None

    def delete(self, published: Published, *, key: str) -> None:
        """Write down that the post was taken down, and whether it had been before."""
        self._write(lambda before: {"deleted": key, "again": _stands_in(before, "deleted", key)})


def _stands_in(asked: str, name: str, key: str) -> bool:
    """Tell whether a whole line begins with that name and key."""
    begin = f'{{"{name}": {json.dumps(key)}, '
    return any(_is_whole(line) for line in asked.split("\n") if line.startswith(begin))


def _is_whole(line: str) -> bool:
    """Tell whether a line was written to its end; what a crash cut short was never posted."""
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def _published(key: str) -> Published:
    return Published(url="", remote_id=key)
