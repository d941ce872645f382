"""The funnels of the plan: their stages, row by row."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from milepost.base.errors import SaidError
from milepost.plan.outline import Funnel, Plan, Stage, said_of
from milepost.web.access import PageRequest, page, show
from milepost.web.plan.rows import is_wrong, read_rows, row_form, rows_of
from milepost.web.plan.saving import newer_version, plan_or_404, saved, shown_number

StageRow = row_form(dict(said_of(Stage)))


class NameForm(forms.Form):
    """The name of a funnel, needed where there are several."""

    id = forms.CharField(required=False)


@dataclass(frozen=True)
class FunnelRows:
    """One funnel on the page: its name and its stages."""

    name: NameForm
    stages: Any

    @property
    def is_wrong(self) -> bool:
        """Tell whether something in it cannot be read."""
        return bool(self.name.errors) or is_wrong(self.stages)

    def read(self) -> Funnel | None:
        """Return the funnel; None where no stage is written."""
        rows = read_rows(self.stages, "stage")
        self.name.is_valid()
        name = self._read_id(self.name.cleaned_data.get("id", "").strip())
        if not rows or self.is_wrong:
            return None
        return Funnel(id=name, stages=tuple(Stage(**row) for row in rows))

    def _read_id(self, written: str) -> str | None:
        form = said_of(Funnel)["id"].form
        try:
            return form.read(written) if form and written else None
        except ValueError as error:
            self.name.add_error("id", f"{capfirst(str(error))}.")
            return None


@page("plan")
def funnels(request: PageRequest) -> HttpResponse:
    """Change the stages of the funnels, or begin another."""
    current = plan_or_404(request)
    shown = _rows(current.plan, request.POST if request.method == "POST" else None)
    error: SaidError | None = None
    if request.method == "POST":
        try:
            found = tuple(funnel for rows in shown if (funnel := rows.read()))
            if not any(rows.is_wrong for rows in shown):
                return saved(request, replace(current.plan, funnels=found), _("Changed the funnel"))
        except SaidError as said:
            error = said
    is_refused = error is not None or any(rows.is_wrong for rows in shown)
    return show(
        request,
        "plan/funnel.html",
        "plan",
        status=422 if is_refused else 200,
        shown=shown,
        error=error,
        is_refused=is_refused,
        number=shown_number(request, current.number),
        newer=newer_version(request, error),
    )


def _rows(plan: Plan, texts: Any) -> list[FunnelRows]:
    """Return the funnels there are, and an empty one."""
    return [
        FunnelRows(
            NameForm(texts, prefix=f"funnel{n}", initial={"id": funnel.id or ""}),
            rows_of(StageRow, texts, prefix=f"stages{n}", initial=_texts(funnel)),
        )
        for n, funnel in enumerate((*plan.funnels, Funnel()))
    ]


def _texts(funnel: Funnel) -> list[dict[str, str]]:
    known = said_of(Stage)
    return [
        {
            name: str(said.form.write(value))
            for name, said in known.items()
            if said.form and (value := getattr(stage, name)) is not None
        }
        for stage in funnel.stages
    ]
