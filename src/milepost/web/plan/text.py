"""The plan as a file: bring one, write it as text, take it away."""

from datetime import timedelta

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.base.errors import SaidError
from milepost.plan.file import LONGEST, PlanError, read_plan_text, write_plan
from milepost.plan.outline import Plan
from milepost.plan.queries import current_text, current_version
from milepost.team.models import Workspace
from milepost.web.access import PageRequest, page, show, today_of
from milepost.web.forms import put_error, text_of
from milepost.web.plan.saving import newer_version, saved, shown_number


class TextForm(forms.Form):
    """A plan as a file or as text."""

    file = forms.FileField(
        label=gettext_lazy("A plan file"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"}),
    )
    text = forms.CharField(
        label=gettext_lazy("or its text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "class": "code"}),
    )

    def plan_text(self) -> str:
        """Return the text of the file, else what was written; raises SaidError."""
        upload = self.cleaned_data["file"]
        most = LONGEST // 1_000_000
        return text_of(upload, most_megabytes=most) if upload else str(self.cleaned_data["text"])


def _first_lines(workspace: Workspace) -> str:
    """Return the first lines of a plan, its name written so that any name is text."""
    first = Plan(
        plan=workspace.name,
        starts=today_of(workspace),
        ends=today_of(workspace) + timedelta(days=364),
        timezone=workspace.timezone,
    )
    head, rest = write_plan(first).split("\nstarts:", 1)
    return f"{head}\nvision:\nmission:\nwhy:\nstarts:{rest}"


@page("plan")
def text(request: PageRequest) -> HttpResponse:
    """Take a plan file; nothing is saved while it cannot be read."""
    workspace = request.workspace
    version = current_version(workspace)
    now = version.text if version else _first_lines(workspace)
    error: SaidError | None = None
    form = TextForm(request.POST or None, request.FILES or None, initial={"text": now})
    if request.method == "POST" and form.is_valid():
        try:
            plan = read_plan_text(form.plan_text())
            return saved(request, plan, _("Imported a plan file"))
        except PlanError as said:
            # Where it is wrong is a line of the text, which no field stands for.
            form.add_error(None, str(error := said))
        except SaidError as said:
            put_error(form, error := said)
    return show(
        request,
        "plan/text.html",
        "plan",
        status=422 if form.errors else 200,
        form=form,
        number=shown_number(request, version.number if version else 0),
        newer=newer_version(request, error),
    )


@page("read")
def download(request: PageRequest) -> HttpResponse:
    """Give the plan as a file."""
    found = current_text(request.workspace)
    if found is None:
        raise Http404
    answer = HttpResponse(found, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{request.workspace.slug}.yaml"'
    return answer
