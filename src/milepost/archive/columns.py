"""The columns of the archive's tables: what kind of cell each is, and what may stand in it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models

from milepost.archive import cells
from milepost.archive.tables import TABLES, Table
from milepost.do.linking import is_safe_target
from milepost.team.models import User

# Not a column of the model: whether a channel was opened with secrets, which stay behind.
NEEDS_ACCESS = "needs_access"
_POSITIVE = (
    models.PositiveIntegerField,
    models.PositiveBigIntegerField,
    models.PositiveSmallIntegerField,
)
_NAME = re.compile(r"[A-Za-z0-9_-]+")
LARGEST, LARGEST_BIG = 2**31 - 1, 2**63 - 1
# The first that fits counts: a moment is a day too, in Django's eyes.
_READS: tuple[tuple["type[models.Field[Any, Any]]", Callable[[str], Any]], ...] = (
    (models.BooleanField, cells.read_truth),
    (models.DateTimeField, cells.read_moment),
    (models.DateField, cells.read_day),
    (models.FloatField, cells.read_number),
    (models.DecimalField, cells.read_decimal),
    (models.IntegerField, cells.read_whole),
    (models.CharField, cells.unguarded),
    (models.TextField, cells.unguarded),
)


@dataclass(frozen=True)
class Column:
    """One column: its name, the model's field, the table or the users it points to, its reader."""

    name: str
    field: "models.Field[Any, Any] | None"
    target: Table | None
    is_user: bool
    read_cell: Callable[[str], Any]

    @property
    def lookup(self) -> str:
        """How a query asks for it."""
        return f"{self.name}__email" if self.is_user else self.name

    def read(self, cell: str) -> Any:
        """Return the value of a cell, None for nothing; raises ValueError with the reason."""
        if self.field is not None and self.field.null and cell == "":
            return None
        value = self.read_cell(cell)
        if isinstance(value, str):
            _check_text(value, self.field)
        elif isinstance(self.field, models.IntegerField):
            _check_whole(value, self.field)
        return value


def _check_text(text: str, field: "models.Field[Any, Any] | None") -> None:
    if "\x00" in text:
        raise ValueError("it holds a character that cannot be kept (NUL)")
    most = getattr(field, "max_length", None)
    if most is not None and len(text) > most:
        raise ValueError(f"it has {len(text):,} characters; {most} are the most")


def _check_whole(number: int, field: "models.Field[Any, Any]") -> None:
    """Raise for what one of the databases cannot keep; SQLite alone would keep more."""
    is_big = isinstance(field, models.BigIntegerField)
    least = 0 if isinstance(field, _POSITIVE) else -LARGEST
    if not least <= number <= (LARGEST_BIG if is_big else LARGEST):
        raise ValueError(f"{number} cannot be kept")


@cache
def columns_of(file: str) -> tuple[Column, ...]:
    """Return the columns of the table of that name."""
    table = next(each for each in TABLES if each.file == file)
    return tuple(_column(table, name) for name in table.columns)


def _column(table: Table, name: str) -> Column:
    if name == NEEDS_ACCESS:
        return Column(name, None, None, is_user=False, read_cell=cells.read_truth)
    found = table.model._meta.get_field(name)
    if not isinstance(found, models.Field):
        raise TypeError(f"{name} of {table.file} is no column of its model")
    if isinstance(found, models.ForeignKey):
        if found.related_model is User:
            return Column(name, found, None, is_user=True, read_cell=cells.unguarded)
        target = next(each for each in TABLES if each.model is found.related_model)
        return Column(name, found, target, is_user=False, read_cell=cells.read_whole)
    return Column(name, found, None, is_user=False, read_cell=_reader(table, name, found))


def _reader(table: Table, name: str, field: "models.Field[Any, Any]") -> Callable[[str], Any]:
    read = next((read for kind, read in _READS if isinstance(field, kind)), None)
    if read is None:
        raise TypeError(f"{name} of {table.file} has no form in a cell yet")
    if name in table.choices:
        return lambda cell: _one_of(table, name, read(cell))
    if name in table.addresses:
        return lambda cell: _address(read(cell))
    if name in table.names:
        return lambda cell: _name(read(cell))
    return read


def _one_of(table: Table, name: str, value: str) -> str:
    if value not in table.choices[name]:
        raise ValueError(f"{value[:40]!r} is not one of {', '.join(table.choices[name])}")
    return value


def _address(value: str) -> str:
    if value and not is_safe_target(value):
        raise ValueError(f"{value[:40]!r} is no address that starts with https://")
    return value


def _name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise ValueError(f"{value[:40]!r} is not made of letters, digits and hyphens")
    return value


@cache
def is_numbered(file: str) -> bool:
    """Tell whether rows of this table have a number, for others or the record point to them."""
    tables = {table.file: table for table in TABLES}
    pointed = {c.target.file for each in TABLES for c in columns_of(each.file) if c.target}
    return file in pointed or bool(tables[file].part)


def header_of(file: str) -> list[str]:
    """Return the header of a table's file."""
    names = [column.name for column in columns_of(file)]
    return ["id", *names] if is_numbered(file) else names
