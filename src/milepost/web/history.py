"""Rows of the record as pages show them: who, what, before and after, when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from milepost.team.models import Record, Workspace
from milepost.team.record_queries import record_of

# What a folded history shows; the whole stands on the record's own page.
SHOWN = 20
# What still reads well within a sentence.
_SHORT = 80


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the record, and where what it tells of can be seen ("": nowhere any more)."""

    at: datetime
    day: date
    by: str
    now: str  # who that is, where they are called otherwise by now
    is_brought: bool
    says: str
    before: str
    after: str
    address: str = ""

    @property
    def is_short(self) -> bool:
        """Tell whether before and after fit into the sentence."""
        return max(len(self.before), len(self.after)) <= _SHORT

    @property
    def was(self) -> str:
        """What was before, on one line."""
        return ", ".join(filter(None, self.before.splitlines()))

    @property
    def became(self) -> str:
        """What is now, on one line."""
        return ", ".join(filter(None, self.after.splitlines()))


def lines_of(
    workspace: Workspace, rows: Iterable[Any], addresses: Mapping[str, str] | None = None
) -> list[Line]:
    """Return rows as lines; `addresses` says where each part can be seen."""
    zone, known = ZoneInfo(workspace.timezone), addresses or {}
    return [
        Line(
            at=row.at,
            day=row.at.astimezone(zone).date(),
            by=row.by_name,
            now=_now_called(row),
            is_brought=row.is_brought,
            says=row.says,
            before=row.before,
            after=row.after,
            address=known.get(row.part, ""),
        )
        for row in rows
    ]


def _now_called(row: Record) -> str:
    """Return the address of who did it, where the name alone could mean another."""
    user = row.user
    if user is None or row.by_name == str(user)[:200] or row.by_name.startswith("API token "):
        return ""
    return user.email


def history_of(workspace: Workspace, part: str) -> dict[str, Any]:
    """Return the newest rows of one part for its page, and whether there are more."""
    rows = list(record_of(workspace, part)[: SHOWN + 1])
    return {
        "history": lines_of(workspace, rows[:SHOWN]),
        "history_part": part,
        "has_older_history": len(rows) > SHOWN,
    }
