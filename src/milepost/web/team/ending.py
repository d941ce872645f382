"""Deleting a workspace for good: its name is asked for, and everything is offered first."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.archive.actions.ending import end_workspace
from milepost.base.errors import SaidError
from milepost.web.access import PageRequest, page, show
from milepost.web.forms import put_error


class EndForm(forms.Form):
    """The name of what is to be deleted."""

    name = forms.CharField(
        label=gettext_lazy("Name of the business"),
        strip=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@page("own")
def end(request: PageRequest) -> HttpResponse:
    """Say what goes, and delete it once its name was typed."""
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_workspace(request.workspace, name=form.cleaned_data["name"])
        except SaidError as error:
            put_error(form, error)
        else:
            done = _("%(name)s is deleted for good.") % {"name": request.workspace.name}
            messages.success(request, done)
            return redirect("home")
    status = 422 if form.errors else 200
    return show(request, "team/ending.html", "settings", status=status, form=form)
