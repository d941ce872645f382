"""A new business: its workspace, its owner and its own page."""

from django.db import transaction

from milepost.do.actions.channels import ensure_own_page
from milepost.team.actions import Founder, adopt_workspaces, make_user, make_workspace
from milepost.team.models import User, Workspace
from milepost.team.queries import find_workspace
from milepost.team.record import note


@transaction.atomic
def start_business(founder: Founder, *, name: str, zone: str = "UTC") -> User:
    """Make a workspace with its owner and own page; what the command line began becomes theirs.

    A workspace of that name that nobody owns yet is taken instead of a second one.
    """
    user = make_user(founder)
    adopted = adopt_workspaces(user)
    if not any(each.name.lower() == name.strip().lower() for each in adopted):
        ensure_own_page(make_workspace(name=name, zone=zone, owner=user))
    return user


@transaction.atomic
def add_business(owner: User, *, name: str, zone: str) -> Workspace:
    """Make a further workspace with its own page for someone who is here already."""
    workspace = make_workspace(name=name, zone=zone, owner=owner)
    ensure_own_page(workspace)
    note(workspace, "", "began this business")
    return workspace


@transaction.atomic
def workspace_for(name: str | None, *, otherwise: str) -> Workspace:
    """Return the workspace that the command line means; a new installation begins with one.

    It is called `name`, else `otherwise`, and belongs to whoever signs in first.
    """
    if name is None and Workspace.objects.filter(is_example=True).exists():
        return find_workspace(None)
    if Workspace.objects.filter(is_example=False).exists():
        return find_workspace(name)
    workspace = make_workspace(name=name or otherwise)
    ensure_own_page(workspace)
    return workspace
