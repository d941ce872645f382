"""Writes a workspace as an archive, row by row, as it stands at one moment."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.db import connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, Model, Q, QuerySet
from django.utils import timezone

from milepost import __version__
from milepost.archive.cells import written
from milepost.archive.columns import NEEDS_ACCESS, Column, columns_of, header_of, is_numbered
from milepost.archive.package import README, PackageWriter
from milepost.archive.places import media_folder
from milepost.archive.readme import readme
from milepost.archive.tables import GONE, TABLES, Table
from milepost.plan.queries import current_text
from milepost.team.models import Workspace

_CHUNK = 2_000


@contextmanager
def snapshot() -> Iterator[None]:
    """Let all questions meanwhile be answered as of one moment, while others go on writing."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # Django would begin IMMEDIATE, and keep every writer waiting.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def write_archive(workspace: Workspace, out: IO[bytes]) -> None:
    """Write everything of a workspace but its secrets; nothing is kept in memory but row numbers.

    An archive written while nothing changes is the same but for its time.
    """
    at = timezone.now()
    with snapshot():
        Leaving(workspace, out, at).write()


class Leaving:
    """One archive while it is written: which number each row has in it."""

    def __init__(self, workspace: Workspace, out: IO[bytes], at: datetime) -> None:
        self._workspace, self._at = workspace, at
        self._package = PackageWriter(out, at)
        self._numbers: dict[str, dict[int, int]] = {}

    def write(self) -> None:
        """Write all files, the manifest last."""
        with self._package.text(README) as file:
            file.write(readme(self._workspace.name))
        if plan := current_text(self._workspace):
            with self._package.text("plan.yaml") as file:
                file.write(plan)
        counts = {table.file: self._table(table) for table in TABLES}
        counts["media"] = self._media(media_folder(self._workspace.pk))
        self._package.finish(
            {
                "milepost": __version__,
                "written_at": self._at.isoformat(),
                "workspace": self._workspace.name,
                "counts": counts,
            }
        )

    def _table(self, table: Table) -> int:
        self._texts(table)
        columns, count = columns_of(table.file), 0
        numbers = self._numbers[table.file] = {}
        lookups = [column.lookup for column in columns]
        rows = _rows(table, self._workspace).values_list("pk", *lookups)
        with self._package.text(table.file) as file:
            out = csv.writer(file, lineterminator="\r\n")
            out.writerow(header_of(table.file))
            for count, (pk, *values) in enumerate(rows.iterator(chunk_size=_CHUNK), start=1):
                cells = self._cells(table, columns, values)
                if is_numbered(table.file):
                    numbers[pk] = count
                    cells.insert(0, str(count))
                out.writerow(cells)
        return count

    def _texts(self, table: Table) -> None:
        """Write the columns that are files of their own: in a zip one is open at a time."""
        for column, pattern in table.texts.items():
            rows = _rows(table, self._workspace).values()
            for row in rows.iterator(chunk_size=20):
                with self._package.text(pattern.format(**row)) as file:
                    file.write(row[column])

    def _cells(self, table: Table, columns: tuple[Column, ...], values: list[Any]) -> list[str]:
        row = dict(zip(table.columns, values, strict=True))
        if table.part == "channel" and row["network"] == "practice":
            row["address"] = ""  # the name of a file on this machine
        for column, pattern in table.texts.items():
            row[column] = pattern.format(**row)
        return [
            self._number(column.target, row[column.name])
            if column.target
            else self._part(row["part"])
            if column.name == "part"
            else written(row[column.name])
            for column in columns
        ]

    def _number(self, target: Table, pk: int | None) -> str:
        return "" if pk is None else str(self._numbers[target.file][pk])

    def _part(self, part: str) -> str:
        """Return the part of a record, a row named by its number in this archive."""
        kind, _, number = part.partition(":")
        table = next((each for each in TABLES if each.part and each.part == kind), None)
        if table is None or not number.isdecimal():
            return written(part)
        here = self._numbers[table.file].get(int(number))
        return f"{kind}:{GONE}{number}" if here is None else f"{kind}:{here}"

    def _media(self, folder: Path) -> int:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        for path in files:
            self._package.add(f"media/{path.relative_to(folder).as_posix()}", path)
        return len(files)


def _rows(table: Table, workspace: Workspace) -> QuerySet[Model]:
    rows = table.model._base_manager.filter(table.only, **{table.path: workspace.pk})
    if NEEDS_ACCESS in table.columns:
        has_access = ExpressionWrapper(~Q(sealed_access=""), output_field=BooleanField())
        rows = rows.annotate(**{NEEDS_ACCESS: has_access})
    return rows.order_by("pk")
