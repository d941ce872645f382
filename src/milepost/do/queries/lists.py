"""Long lists: of a page, however deep, only its own rows are fetched."""

from collections.abc import Sequence
from typing import TypeVar, overload

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


# So many rows before a page, or after it, are passed as quickly as their keys.
NEAR = 500


class LongList(Sequence[Row]):
    """Ordered rows as a paginator takes them, walked from the nearer end.

    A page far from both ends is first found by its keys, which an index holds in order. `count`
    is how many rows there are, where the caller knows it.
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
        count = len(self)
        first, last, _ = part.indices(count)
        if first > count // 2:
            return self._page(self._rows.reverse(), count - last, count - first)[::-1]
        return self._page(self._rows, first, last)

    def _page(self, rows: QuerySet[Row], first: int, last: int) -> list[Row]:
        if first <= NEAR:
            return list(rows[first:last])
        return list(rows.filter(pk__in=list(rows.values_list("pk", flat=True)[first:last])))
