"""Settings of a workspace: channels, what the plan calls them, members, API tokens."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from milepost.base.errors import SaidError
from milepost.do.actions.channels import Connection, close_channel, connect_channel, map_labels
from milepost.do.queries.channels import channel_by_label, channels, known_facts, labels_of
from milepost.plan.queries import current_plan
from milepost.team.queries import members_of
from milepost.team.tokens import api_tokens, end_api_token, make_api_token
from milepost.web.access import PageRequest, page, show
from milepost.web.forms import number_of
from milepost.web.undoing import say_done


class ConnectForm(forms.Form):
    """A new channel."""

    network = forms.ChoiceField(
        label=gettext_lazy("Network"),
        choices=[(code, facts.name) for code, facts in known_facts().items() if code != "own_page"],
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("How you call it here, as in “Shop on Mastodon”."),
    )


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(label=gettext_lazy("What it is for"), max_length=100)
    role = forms.ChoiceField(
        label=gettext_lazy("It may"),
        choices=[
            ("viewer", gettext_lazy("read")),
            ("manager", gettext_lazy("read and write, posts wait for approval")),
            ("strategist", gettext_lazy("read and write, plan too, posts go out without asking")),
            ("owner", gettext_lazy("do everything")),
        ],
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("It works for"),
        coerce=int,
        choices=[
            (30, gettext_lazy("30 days")),
            (90, gettext_lazy("90 days")),
            (365, gettext_lazy("a year")),
            (1095, gettext_lazy("three years")),
        ],
        initial=90,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        # The other form of the page has a field “name” too; an id belongs to one of them.
        super().__init__(*args, **{"auto_id": "token_%s", **more})


@page("read")
def settings(request: PageRequest) -> HttpResponse:
    """Show all settings."""
    return _shown(request)


def _shown(request: PageRequest, status: int = 200, **more: object) -> HttpResponse:
    workspace = request.workspace
    current = current_plan(workspace)
    by_label = channel_by_label(workspace)
    facts = known_facts()
    own = list(channels(workspace))
    values: dict[str, object] = {
        "channels": own,
        "named": [(channel, facts[channel.network]) for channel in own],
        "labels": [(label, by_label.get(label)) for label in labels_of(current.plan)]
        if current
        else [],
        "members": members_of(workspace),
        "tokens": api_tokens(workspace),
        "connect_form": ConnectForm(),
        "token_form": TokenForm(),
        **more,
    }
    return show(request, "team/settings.html", "settings", status=status, **values)


@page("work")
@require_POST
def connect(request: PageRequest) -> HttpResponse:
    """Connect a channel."""
    form = ConnectForm(request.POST)
    if not form.is_valid():
        return _shown(request, status=422, connect_form=form)
    channel = connect_channel(
        request.workspace, Connection(form.cleaned_data["network"], form.cleaned_data["name"])
    )
    messages.success(request, _("%(name)s is connected.") % {"name": channel.name})
    return redirect("settings", workspace=request.workspace.slug)


@page("work")
@require_POST
def close(request: PageRequest, pk: int) -> HttpResponse:
    """Close a channel."""
    try:
        step = close_channel(request.workspace, pk)
    except SaidError as error:
        messages.error(request, error.says)
    else:
        say_done(request, _("The channel is closed."), step)
    return redirect("settings", workspace=request.workspace.slug)


@page("work")
@require_POST
def labels(request: PageRequest) -> HttpResponse:
    """Say which channel each label of the plan means."""
    meant = {
        name.removeprefix("label:"): number_of(value)
        for name, value in request.POST.items()
        if name.startswith("label:")
    }
    try:
        map_labels(request.workspace, meant)
    except SaidError as error:
        messages.error(request, error.says)
    else:
        messages.success(request, _("Saved. New posts choose these channels by themselves."))
    return redirect("settings", workspace=request.workspace.slug)


@page("own")
@require_POST
def add_token(request: PageRequest) -> HttpResponse:
    """Make an API token and show it this once."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _shown(request, status=422, token_form=form)
    token = make_api_token(
        request.workspace,
        name=form.cleaned_data["name"],
        role=form.cleaned_data["role"],
        made_by=request.member.user,
        days=form.cleaned_data["days"],
    )
    return _shown(request, new_token=token)


@page("own")
@require_POST
def end_token(request: PageRequest, pk: int) -> HttpResponse:
    """End an API token at once."""
    end_api_token(request.workspace, pk)
    return redirect("settings", workspace=request.workspace.slug)
