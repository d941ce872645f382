"""The plan as a file: bring one, write it as text, take it away."""

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.base.errors import SaidError
from milepost.do.actions.plans import import_plan
from milepost.plan.file import LONGEST, PlanError
from milepost.plan.queries import current_text
from milepost.web.access import PageRequest, page, show, today_of

FIRST_LINES = """plan: {name}
vision:
mission:
why:
starts: {today}
timezone: {zone}
"""


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
        """Return the text of the file, else what was written; raises PlanError."""
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload is None:
            return str(self.cleaned_data["text"])
        if upload.size is None or upload.size > LONGEST:
            raise PlanError(upload.name, _("is larger than 2 MB; is it the right file?"))
        try:
            return upload.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise PlanError(upload.name, _("is not UTF-8 text; save it as UTF-8.")) from None


@page("plan")
def text(request: PageRequest) -> HttpResponse:
    """Take a plan file; nothing is saved while it cannot be read."""
    workspace = request.workspace
    now = current_text(workspace) or FIRST_LINES.format(
        name=workspace.name, today=today_of(workspace), zone=workspace.timezone
    )
    form = TextForm(request.POST or None, request.FILES or None, initial={"text": now})
    if request.method == "POST" and form.is_valid():
        try:
            version = import_plan(workspace, form.plan_text(), made_by=request.member.user)
        except SaidError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved as version %(n)s.") % {"n": version.number})
            return redirect("plan", workspace=workspace.slug)
    return show(request, "plan/text.html", "plan", status=422 if form.errors else 200, form=form)


@page("read")
def download(request: PageRequest) -> HttpResponse:
    """Give the plan as a file."""
    found = current_text(request.workspace)
    if found is None:
        raise Http404
    answer = HttpResponse(found, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{request.workspace.slug}.yaml"'
    return answer
