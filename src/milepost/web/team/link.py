"""The one-time link: it signs in, or lets a first owner start their business."""

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from milepost.base.errors import SaidError
from milepost.do.actions.start import start_business
from milepost.team.actions import Founder, use_signin_link
from milepost.team.models import User
from milepost.team.queries import has_users, usable_link
from milepost.team.signin import sign_in
from milepost.web.forms import put_error


class StartForm(forms.Form):
    """What a first owner tells."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )
    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    workspace = forms.CharField(
        label=_("Name of the business"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    timezone = forms.CharField(
        label=_("Time zone"),
        initial="UTC",
        help_text=_("As in Europe/Berlin or America/Los_Angeles; a plan file brings its own."),
        widget=forms.TextInput(attrs={"data-fills": "timezone"}),
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        help_text=_("At least twelve characters. Without one you sign in by one-time links."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link does, and do it on POST: looking at it must not spend it."""
    found = usable_link(token)
    if found is None or (found.user is None and has_users()):
        return render(request, "team/link_spent.html", status=410)
    if found.user is None:
        return _start(request, token)
    if request.method == "POST":
        spent = use_signin_link(token)
        if spent is None or spent.user is None:
            return render(request, "team/link_spent.html", status=410)
        return sign_in(request, spent.user, by="link")
    return render(request, "team/link.html", {"person": found.user})


def _start(request: HttpRequest, token: str) -> HttpResponse:
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = _found(form.cleaned_data, token)
        except SaidError as error:
            put_error(form, error)
        else:
            return sign_in(request, user, by="link")
    return render(request, "team/start.html", {"form": form})


@transaction.atomic
def _found(told: dict[str, str], token: str) -> User:
    if use_signin_link(token) is None:
        raise SaidError("This link has been used. Ask for a new one with `milepost signin`.")
    founder = Founder(email=told["email"], name=told["name"], password=told["password"])
    return start_business(founder, name=told["workspace"], zone=told["timezone"])
