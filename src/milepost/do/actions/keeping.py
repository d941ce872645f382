"""Rows as texts that can be kept for a while, and back into their tables, pks and all."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Field, Model

Kept = list[tuple[str, dict[str, str | None]]]


def kept_rows(rows: Iterable[Model]) -> Kept:
    """Return rows as the texts of their columns, by the names of their tables."""
    return [
        (
            row._meta.label_lower,
            {each.attname: _text(each, row) for each in row._meta.concrete_fields},
        )
        for row in rows
    ]


def _text(column: "Field[Any, Any]", row: Model) -> str | None:
    is_known = column.value_from_object(row) is not None
    return column.value_to_string(row) if is_known else None


def bring_back(kept: Sequence[Sequence[Any]]) -> None:
    """Put rows back as they were; what they pointed to and has gone since is left open."""
    for label, texts in kept:
        model = apps.get_model(label)
        columns = [each for each in model._meta.concrete_fields if each.attname in texts]
        row = model(**{each.attname: _value(each, texts[each.attname]) for each in columns})
        # Raw, or columns that are set when a row is made would be set anew.
        row.save_base(raw=True, force_insert=True)


def _value(column: "Field[Any, Any]", text: str | None) -> Any:
    if text is None:
        return None
    value, target = column.to_python(text), column.remote_field and column.related_model
    if target and column.null and not target._default_manager.filter(pk=value).exists():
        return None
    return value
