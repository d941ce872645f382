"""Lists, page by page."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from ninja import Schema
from pydantic import Field

from milepost.do.queries.lists import LongList

LARGEST = 200

Shown = TypeVar("Shown")


class Paging(Schema):
    """Which page of a list is asked for."""

    page: Annotated[int, Field(ge=1)] = 1
    size: Annotated[int, Field(ge=1, le=LARGEST)] = 50


class Page(Schema, Generic[Shown]):
    """One page of a list; count is of the whole list."""

    items: list[Shown]
    count: int
    page: int
    pages: int


def page_of(
    rows: QuerySet[Any] | LongList[Any] | Sequence[Any],
    asked: Paging,
    show: Callable[[Any], Shown],
) -> Page[Shown]:
    """Return one page of rows as they are shown; a page after the last is empty."""
    pages = Paginator(LongList(rows) if isinstance(rows, QuerySet) else rows, asked.size)
    found = pages.page(asked.page).object_list if asked.page <= pages.num_pages else ()
    return Page(
        items=[show(row) for row in found],
        count=pages.count,
        page=asked.page,
        pages=pages.num_pages,
    )
