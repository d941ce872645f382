"""Questions about channels and labels."""

from django.db.models import QuerySet

from milepost.base.network import Facts
from milepost.do.models import Channel, Label
from milepost.networks import NETWORKS
from milepost.plan.outline import Plan
from milepost.team.models import Workspace


def channels(workspace: Workspace) -> QuerySet[Channel]:
    """The connected channels, the own page first."""
    return Channel.objects.filter(workspace=workspace, closed_at=None).order_by("pk")


def channel_by_label(workspace: Workspace) -> dict[str, Channel]:
    """Return the channel that each label of the plan means."""
    rows = Label.objects.filter(workspace=workspace).select_related("channel")
    return {row.label: row.channel for row in rows}


def labels_of(plan: Plan) -> list[str]:
    """Return the labels by which a plan calls channels, in order of first use."""
    return list(dict.fromkeys(label for tactic in plan.tactics for label in tactic.channels))


def known_facts() -> dict[str, Facts]:
    """Return what is known of each network, by its code."""
    return {code: network.facts for code, network in NETWORKS.items()}
