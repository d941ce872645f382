"""A further workspace: a consultant's new client."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy

from milepost.base.errors import SaidError
from milepost.do.actions.start import add_business
from milepost.team.queries import owns_any
from milepost.web.access import user_of
from milepost.web.forms import put_error


class ClientForm(forms.Form):
    """A new business."""

    workspace = forms.CharField(
        label=gettext_lazy("Name of the business"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": ""}),
    )
    timezone = forms.CharField(
        label=gettext_lazy("Time zone"),
        initial="UTC",
        help_text=gettext_lazy(
            "As in Europe/Berlin or America/Los_Angeles; a plan file brings its own."
        ),
        widget=forms.TextInput(attrs={"data-fills": "timezone"}),
    )


@login_required
def new_client(request: HttpRequest) -> HttpResponse:
    """Add a business of which one becomes the owner; for those who own one already."""
    user = user_of(request)
    if not owns_any(user):
        raise PermissionDenied("Only who owns a business here may add another.")
    form = ClientForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            workspace = add_business(user, name=told["workspace"], zone=told["timezone"])
        except SaidError as error:
            put_error(form, error)
        else:
            return redirect("plan", workspace=workspace.slug)
    status = 422 if form.errors else 200
    return render(request, "team/new_client.html", {"form": form}, status=status)
