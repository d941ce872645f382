"""The functions of the business, and what each wants from social media."""

from dataclasses import replace

from django.http import HttpResponse
from django.utils.translation import gettext as _

from milepost.base.errors import SaidError
from milepost.plan.outline import Business, Said
from milepost.plan.writing import LINE, TEXT
from milepost.web.access import PageRequest, page, show
from milepost.web.plan.rows import is_wrong, read_rows, row_form, rows_of
from milepost.web.plan.saving import newer_version, plan_or_404, saved, shown_number

FunctionRow = row_form(
    {
        "function": Said("function", "a function of the business", form=LINE),
        "wants": Said("wants", "what it wants from social media", form=TEXT),
    }
)


@page("plan")
def functions(request: PageRequest) -> HttpResponse:
    """Change which functions of the business the plan serves, and what they want."""
    current = plan_or_404(request)
    business = current.plan.business or Business()
    initial = [{"function": name, "wants": wants} for name, wants in business.functions]
    sent = request.POST if request.method == "POST" else None
    rows = rows_of(FunctionRow, sent, prefix="functions", initial=initial)
    error: SaidError | None = None
    if request.method == "POST":
        try:
            written = read_rows(rows, "function")
            if not is_wrong(rows):
                found = [(row["function"], row.get("wants", "")) for row in written]
                new = replace(business, functions=tuple(found))
                changed = replace(current.plan, business=new if new != Business() else None)
                return saved(request, changed, _("Changed what the functions want"))
        except SaidError as said:
            error = said
    is_refused = error is not None or is_wrong(rows)
    return show(
        request,
        "plan/functions.html",
        "plan",
        status=422 if is_refused else 200,
        rows=rows,
        error=error,
        is_refused=is_refused,
        number=shown_number(request, current.number),
        newer=newer_version(request, error),
    )
