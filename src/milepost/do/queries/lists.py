"""Long lists: of a page, however deep, only its own rows are fetched."""

from collections.abc import Sequence
from typing import Any, TypeVar, overload

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


class LongList(Sequence[Row]):
    """Ordered rows as a paginator takes them.

    A page is first found by its keys, which an index holds in order, and from the nearer end of
    the list. `count` is how many rows there are, where the caller knows it.
    """

    def __init__(self, rows: QuerySet[Row], *, count: int | None = None) -> None:
        self._rows = rows
        self._count = count

    def __len__(self) -> int:
        if self._count is None:
            self._count = self._rows.count()
        return self._count

    @overload
    def __getitem__(self, part: int) -> Row: ...
    @overload
    def __getitem__(self, part: slice) -> list[Row]: ...
    def __getitem__(self, part: int | slice) -> Row | list[Row]:
        if isinstance(part, int):
            return self._rows[part]
        first, last, _ = part.indices(len(self))
        keys = self._keys(first, last)
        return list(self._rows.filter(pk__in=keys)) if keys else []

    def _keys(self, first: int, last: int) -> list[Any]:
        count = len(self)
        if first > count // 2:
            turned = self._rows.reverse()
            return list(turned.values_list("pk", flat=True)[count - last : count - first])
        return list(self._rows.values_list("pk", flat=True)[first:last])
