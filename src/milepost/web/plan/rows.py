"""Forms of several rows, a few of them empty: stages of a funnel, functions of a business."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from milepost.base.errors import SaidError
from milepost.plan.outline import Said

EMPTY_ROWS = 3


def row_form(fields: dict[str, Said]) -> type[forms.Form]:
    """Return the form of one row, made from how its fields are written."""

    class RowForm(forms.Form):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            for name, said in fields.items():
                self.fields[name] = forms.CharField(
                    required=False, label=capfirst(name), widget=_widget(said)
                )

        def values(self) -> dict[str, Any]:
            """Return what is written in the row as values; what cannot be read is marked."""
            written: dict[str, Any] = {}
            for name, said in fields.items():
                text = self.cleaned_data.get(name, "")
                try:
                    if text and said.form:
                        written[name] = said.form.read(text)
                except ValueError as error:
                    self.add_error(name, f"{capfirst(str(error))}.")
            return written

    return RowForm


def _widget(said: Said) -> forms.Widget:
    """Return a field with an example in it, where it has one."""
    if said.form and said.form.widget == "text":
        return forms.Textarea(attrs={"rows": 2})
    example = said.form.example if said.form else ""
    return forms.TextInput(attrs={"placeholder": example} if example else {})


def rows_of(
    row: type[forms.Form], texts: Any, *, prefix: str, initial: Sequence[dict[str, str]] = ()
) -> Any:
    """Return the rows there are and three empty ones."""
    rows = forms.formset_factory(row, extra=EMPTY_ROWS, max_num=100, absolute_max=200)
    return rows(texts, prefix=prefix, initial=list(initial))


def read_rows(rows: Any, name: str) -> list[dict[str, Any]]:
    """Return the values of the rows in which anything is written; each needs its `name` once.

    Raises SaidError where the rows did not come along: nobody meant to empty them.
    """
    if not rows.management_form.is_valid():
        raise SaidError(_("This form came back without its rows. Load the page again."))
    for row in rows:  # else a row as it stood before counts as not sent
        row.empty_permitted = False
    rows.is_valid()
    written: list[dict[str, Any]] = []
    for row in rows:
        values = row.values()
        if values and name not in values and not row.errors:
            row.add_error(name, _("Write this, or empty the whole row."))
        elif values and values.get(name) in [each.get(name) for each in written]:
            row.add_error(name, _("This stands here twice; keep one row."))
        elif values:
            written.append(values)
    return written


def is_wrong(rows: Any) -> bool:
    """Tell whether one of the rows cannot be read."""
    return any(row.errors for row in rows)
