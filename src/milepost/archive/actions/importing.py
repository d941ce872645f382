"""What makes a workspace of an archive: all of it, or nothing."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from milepost.archive.arriving import Arrival, Rules, Values
from milepost.archive.columns import NEEDS_ACCESS, Column, columns_of, header_of, is_numbered
from milepost.archive.errors import ArchiveError
from milepost.archive.package import Package, Shape, open_package
from milepost.archive.places import media_folder, practice_file
from milepost.archive.tables import TABLES, Table
from milepost.base.errors import SaidError
from milepost.do.actions.channels import ensure_own_page
from milepost.do.models import Channel
from milepost.plan.file import read_plan_text
from milepost.plan.queries import current_text
from milepost.team.actions import make_workspace
from milepost.team.models import Member, User, Workspace
from milepost.team.record import note
from milepost.team.record_queries import BROUGHT

_BATCH = 2_000
_WORKSPACE = "workspace.csv"


def import_archive(file: IO[bytes], *, owner: User | None, shape: Shape | None = None) -> Arrival:
    """Make a new workspace of an archive; raises ArchiveError, and then nothing is saved.

    It belongs to `owner`, else to whoever becomes the first owner. shape: how large it may be.
    """
    with open_package(file, shape) as package, transaction.atomic():
        arriving = Arriving(package, owner)
        try:
            arriving.take_all()
        except (IntegrityError, DataError):
            says = "holds a row twice, or one that cannot be kept; make it anew."
            raise ArchiveError(f"{arriving.at} {says}") from None
        note(arriving.workspace, "", BROUGHT)
        _bring_media(package, arriving.workspace)
        return arriving.arrival


class Arriving:
    """One archive while it arrives: the workspace, and the key each of its rows got here."""

    def __init__(self, package: Package, owner: User | None) -> None:
        self._package, self._owner = package, owner
        self._pks: dict[str, list[int]] = {}
        self._users = _known_users(owner)
        self.at = _WORKSPACE
        self.workspace = self._begin()
        self.arrival = Arrival(self.workspace)
        url = settings.PUBLIC_URL
        self._rules = Rules(self.arrival, timezone.now(), url, self._pks)

    def _begin(self) -> Workspace:
        """Make the workspace, under the address it had where that is free here."""
        rows = list(self._values(TABLES[0]))
        if len(rows) != 1:
            raise ArchiveError(f"{_WORKSPACE} has {len(rows)} rows where one belongs.")
        told = rows[0][1]
        try:
            made = make_workspace(name=told["name"], zone=told["timezone"], owner=self._owner)
        except SaidError as error:
            raise ArchiveError(f"{_WORKSPACE}: {error.says}") from None
        if Workspace.objects.filter(slug=told["slug"]).exists():
            told["slug"] = made.slug
        Workspace.objects.filter(pk=made.pk).update(**told)
        made.refresh_from_db()
        return made

    def take_all(self) -> None:
        """Take every table, in the order in which they point to each other."""
        for table in TABLES[1:]:
            self.at = table.file
            if table.arrives:
                self._take(table)
            else:
                # Nothing of it is kept, but nothing in it may be wrong either.
                for _ in self._values(table):
                    pass
        self._check_plan()
        for channel in Channel.objects.filter(workspace=self.workspace, network="practice"):
            channel.address = str(practice_file(channel.pk))
            channel.save(update_fields=["address"])
        ensure_own_page(self.workspace)

    def _take(self, table: Table) -> None:
        rows, rule = self._values(table), self._rules.rule_for(table.file)
        insert = _Insert(table, self.workspace)
        while batch := list(islice(rows, _BATCH)):
            self._rules.meet(table, [values for _, values in batch])
            kept = []
            for line, values in batch:
                try:
                    ruled = rule(values)
                    if ruled is not None:
                        kept.append(self._linked(table, ruled))
                except ValueError as trouble:
                    raise ArchiveError(f"{table.file}, line {line}: {trouble}.") from None
            insert.add(kept)
        if is_numbered(table.file):
            own = table.model._base_manager.filter(**{table.path: self.workspace.pk})
            self._pks[table.file] = list(own.order_by("pk").values_list("pk", flat=True))

    def _values(self, table: Table) -> Iterator[tuple[int, Values]]:
        """Return the values of each row, read and checked, and the line it ends on."""
        columns, numbered = columns_of(table.file), is_numbered(table.file)
        rows = self._package.rows(table.file, header_of(table.file))
        for number, (line, cells) in enumerate(rows, start=1):
            if numbered and cells[0] != str(number):
                raise ArchiveError(f"{table.file}, line {line}: its id is not {number}.")
            own = cells[1:] if numbered else cells
            values = dict(zip(table.columns, _read(table, columns, own, line), strict=True))
            for column in table.texts:
                name = values[column]
                values[column] = self._package.text(name)
                if "\x00" in values[column]:
                    raise ArchiveError(f"{name} holds a character that cannot be kept (NUL).")
            yield line, values

    def _linked(self, table: Table, values: Values) -> list[Any]:
        """Return the values of a row as the database keeps them, pointing to the rows here."""
        kept = []
        for column in columns_of(table.file):
            if column.name == NEEDS_ACCESS:
                continue
            value = values[column.name]
            if column.is_user:
                value = self._users.get(value)
            elif column.target and value is not None:
                value = self._pk(column.target, value)
            kept.append(column.field.get_db_prep_save(value, connection) if column.field else value)
        return kept

    def _pk(self, target: Table, number: int) -> int:
        pks = self._pks[target.file]
        if not 0 < number <= len(pks):
            raise ValueError(f"there is no row {number} in {target.file}")
        return pks[number - 1]

    def _check_plan(self) -> None:
        """Raise where the plan cannot be read: no page of the workspace would open."""
        text = current_text(self.workspace)
        if text is not None:
            try:
                read_plan_text(text)
            except SaidError as error:
                raise ArchiveError(f"Its plan cannot be read: {error}") from None


def _read(
    table: Table, columns: Sequence[Column], cells: Sequence[str], line: int
) -> Iterator[Any]:
    for column, cell in zip(columns, cells, strict=True):
        try:
            yield column.read(cell)
        except ValueError as trouble:
            where = f"{table.file}, line {line}, {column.name}"
            raise ArchiveError(f"{where}: {trouble}.") from None


class _Insert:
    """Adds many rows by one statement (why not bulk_create: see review.actions)."""

    def __init__(self, table: Table, workspace: Workspace) -> None:
        told = [column.field for column in columns_of(table.file) if column.field]
        fixed = {
            field: workspace.pk if field.name == "workspace" else field.get_default()
            for field in table.model._meta.concrete_fields
            if field not in told and not field.primary_key
        }
        quote = connection.ops.quote_name
        names = [quote(str(field.column)) for field in (*told, *fixed)]
        into = f"{quote(table.model._meta.db_table)} ({', '.join(names)})"
        self._fixed = [field.get_db_prep_save(value, connection) for field, value in fixed.items()]
        self._row = f"({', '.join(['%s'] * len(names))})"
        self._sql = f"INSERT INTO {into} VALUES "  # noqa: S608 - names of our own models

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        whole = [[*row, *self._fixed] for row in rows]
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.executemany(self._sql + self._row, whole)
            elif whole:
                # Each statement is a journey to the server and back.
                rows_sql = ", ".join([self._row] * len(whole))
                cursor.execute(self._sql + rows_sql, [value for row in whole for value in row])


def _known_users(owner: User | None) -> dict[str, int]:
    """Return the keys of the users whom the rows may name, by their e-mail address.

    Whoever brings an archive learns nobody's name by it: only those they work with already. The
    command line knows all.
    """
    users = User.objects.all()
    if owner:
        shared = Member.objects.filter(user=owner).values("workspace")
        known = Q(pk=owner.pk) | Q(memberships__workspace__in=shared)
        users = users.filter(known).distinct()
    return dict(users.values_list("email", "pk"))


def _bring_media(package: Package, workspace: Workspace) -> None:
    """Unpack the uploaded files beside their place, and put them there once all is saved."""
    names = [name for name in package.names if name.startswith("media/")]
    if not names:
        return
    folder = media_folder(workspace.pk)
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = Path(tempfile.mkdtemp(prefix="arriving-", dir=folder.parent))
    try:
        for name in names:
            path = draft / name.removeprefix("media/")
            path.parent.mkdir(parents=True, exist_ok=True)
            with package.opened(name) as file, path.open("xb") as out:
                shutil.copyfileobj(file, out)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    transaction.on_commit(partial(_put, draft, folder))


def _put(draft: Path, folder: Path) -> None:
    draft.rename(folder)
