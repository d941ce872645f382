"""What becomes of a row when it arrives: nothing goes out by itself, and no address is taken twice.

Each rule takes the values of one row and returns them as they are kept, or None for a row that is
not. See docs/method/archive.md for the states of deliveries.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from milepost.archive.columns import NEEDS_ACCESS
from milepost.archive.tables import TABLES, Table
from milepost.do.actions.links import free_code
from milepost.do.models import MagnetPage
from milepost.do.sending import CANNOT_TELL
from milepost.team.models import Workspace

Values = dict[str, Any]
# What only one row of all workspaces may be called.
_NAMES = {
    "work/deliveries.csv": "key",
    "work/links.csv": "code",
    "work/magnet_pages.csv": "slug",
}

WAS_DUE = (
    "It was to go out by itself when it came here from a file. "
    "Approve it unless it went out where it came from."
)
WAS_GOING_OUT = f"It was going out when its file was written. {CANNOT_TELL}"


@dataclass
class Arrival:
    """A workspace that arrived, and what a person has to know about it.

    waiting, unknown: deliveries that were due or on their way. closed: channels to be connected
    again. renamed: addresses that were taken here, and are others now.
    """

    workspace: Workspace
    waiting: int = 0
    unknown: int = 0
    closed: int = 0
    renamed: int = 0

    def __str__(self) -> str:
        """Say what arrived and what is left to do."""
        told = [f"{self.workspace} is here, at /w/{self.workspace.slug}/."]
        if self.waiting:
            told.append(f"Waiting for approval, for nothing goes out by itself: {self.waiting}.")
        if self.unknown:
            told.append(f"Maybe out already, look and say: {self.unknown}.")
        if self.closed:
            told.append(f"Channels to connect again: {self.closed}.")
        if self.renamed:
            told.append(f"Links and pages whose address was taken here: {self.renamed}.")
        return " ".join(told)


@dataclass
class Rules:
    """The rules, and what they have to remember from one row to another.

    numbers: the keys of the rows that have arrived, by the file of their table.
    """

    arrival: Arrival
    now: datetime
    public_url: str
    numbers: Mapping[str, list[int]]
    _networks: list[str] = field(default_factory=list)
    _closed: set[int] = field(default_factory=set)
    _asked: set[str] = field(default_factory=set)
    _taken: set[str] = field(default_factory=set)

    def meet(self, table: Table, rows: Sequence[Values]) -> None:
        """Look which of the names that only one row may have are taken here, for many at once."""
        if name := _NAMES.get(table.file):
            self._asked = {row[name] for row in rows}
            asked = {f"{name}__in": self._asked}
            found = table.model._base_manager.filter(**asked)
            self._taken = set(found.values_list(name, flat=True))

    def rule_for(self, file: str) -> Callable[[Values], Values | None]:
        """Return the rule for the rows of a file."""
        rules: dict[str, Callable[[Values], Values | None]] = {
            "work/channels.csv": self._channel,
            "work/labels.csv": self._label,
            "work/deliveries.csv": self._delivery,
            "work/links.csv": self._link,
            "work/magnet_pages.csv": self._magnet_page,
            "record.csv": self._record,
        }
        return rules.get(file, lambda values: values)

    def _channel(self, values: Values) -> Values:
        """Close a channel whose secrets stayed behind: connecting it again makes a new one."""
        self._networks.append(values["network"])
        if values.pop(NEEDS_ACCESS) and values["closed_at"] is None:
            values["closed_at"] = self.now
            self.arrival.closed += 1
            self._closed.add(len(self._networks))
        if values["network"] == "practice":
            values["address"] = ""  # a file of this machine, named once the row has its number
        return values

    def _label(self, values: Values) -> Values | None:
        return None if values["channel"] in self._closed else values

    def _delivery(self, values: Values) -> Values:
        """Let a person decide about whatever would go out, or may be out already."""
        if values["state"] in {"due", "approved"}:
            values |= {"state": "waiting", "says": WAS_DUE}
            self.arrival.waiting += 1
        elif values["state"] == "sending":
            values |= {"state": "unknown", "says": WAS_GOING_OUT}
            self.arrival.unknown += 1
        values["due_at"] = None
        if not 0 < values["channel"] <= len(self._networks):
            raise ValueError(f"there is no row {values['channel']} in work/channels.csv")
        # The key by which a network knows that it has the post already.
        if values["key"] in self._taken:
            values["key"] = secrets.token_hex(16)
        if self._networks[values["channel"] - 1] == "own_page" and values["remote_id"]:
            page = f"{self.public_url}/p/{self.arrival.workspace.slug}/"
            values["url"] = f"{page}{values['remote_id']}/"
        return values

    def _link(self, values: Values) -> Values:
        if values["code"] in self._taken:
            values["code"] = free_code()
            self.arrival.renamed += 1
        return values

    def _magnet_page(self, values: Values) -> Values:
        if values["slug"] in self._taken:
            numbered = (f"{values['slug'][:70]}-{number}" for number in count(2))
            values["slug"] = next(slug for slug in numbered if self._is_free(slug))
            self.arrival.renamed += 1
        return values

    def _is_free(self, slug: str) -> bool:
        return slug not in self._asked and not MagnetPage.objects.filter(slug=slug).exists()

    def _record(self, values: Values) -> Values:
        """Let the record name rows by the numbers they have here."""
        kind, _, number = values["part"].partition(":")
        table = next((each for each in TABLES if each.part and each.part == kind), None)
        if table and number.isdecimal():
            pks = self.numbers[table.file]
            if not 0 < int(number) <= len(pks):
                raise ValueError(f"there is no {kind} {number} in {table.file}")
            values["part"] = f"{kind}:{pks[int(number) - 1]}"
        return values
