"""A new business: its workspace, its owner and its own page."""

from django.db import transaction

from milepost.do.actions.channels import ensure_own_page
from milepost.team.actions import Founder, found_workspace
from milepost.team.models import Member


@transaction.atomic
def start_business(founder: Founder, *, name: str, zone: str = "UTC") -> Member:
    """Make a workspace with its owner and the own page that is always there."""
    member = found_workspace(founder, name=name, zone=zone)
    ensure_own_page(member.workspace)
    return member
