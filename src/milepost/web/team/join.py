"""The page an invitation leads to: it lets one person into a workspace."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy

from milepost.base.errors import SaidError
from milepost.team.actions import Founder
from milepost.team.members import join as join_workspace
from milepost.team.members import join_as_new, usable_invitation
from milepost.team.models import User
from milepost.team.signin import sign_in
from milepost.web.forms import put_error
from milepost.web.pace import TOO_OFTEN, is_too_often
from milepost.web.team.people import ROLE_WORDS


class NewcomerForm(forms.Form):
    """What someone tells who was never here before."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("At least twelve characters; a sentence you can remember is best."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def join(request: HttpRequest, token: str) -> HttpResponse:
    """Show the invitation, and follow it on POST: looking at it must not spend it."""
    invitation = usable_invitation(token)
    if invitation is None:
        return render(request, "team/join_over.html", status=410)
    user = request.user if isinstance(request.user, User) else None
    form = forms.Form(request.POST or None) if user else NewcomerForm(request.POST or None)
    if request.method == "POST" and is_too_often(request, "join"):
        form.add_error(None, TOO_OFTEN)
    elif request.method == "POST" and (user or form.is_valid()):
        form.full_clean()
        try:
            member = join_workspace(token, user) if user else join_as_new(token, _founder(form))
        except SaidError as error:
            put_error(form, error)
        else:
            if user is None:
                sign_in(request, member.user, by="invitation")
            return redirect("today", workspace=member.workspace.slug)
    values = {
        "invitation": invitation,
        "role_words": ROLE_WORDS[invitation.role],
        "person": user,
        "form": form,
    }
    return render(request, "team/join.html", values, status=422 if form.errors else 200)


def _founder(form: forms.Form) -> Founder:
    told = form.cleaned_data
    return Founder(email=told["email"], name=told["name"], password=told["password"])
