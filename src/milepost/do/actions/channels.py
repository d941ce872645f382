"""What changes channels and what the plan calls them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from milepost.base.errors import SaidError
from milepost.base.text import nearest
from milepost.do.models import Channel, Label
from milepost.networks import NETWORKS
from milepost.team.models import Undo, Workspace
from milepost.team.record import note
from milepost.team.secrets import seal
from milepost.team.undo import keep_step

# Deliveries that would still go out, or of which a person must say whether they did.
UNSETTLED = ("waiting", "approved", "due", "sending", "unknown", "by_hand")


@dataclass(frozen=True, slots=True)
class Connection:
    """What a person or program tells to connect a channel."""

    network: str
    name: str = ""
    address: str = ""
    access: Mapping[str, str] = field(default_factory=dict, repr=False)


@transaction.atomic
def connect_channel(workspace: Workspace, asked: Connection) -> Channel:
    """Connect an account or page of ours."""
    if asked.network not in NETWORKS:
        near = nearest(asked.network, NETWORKS)
        known = ", ".join(NETWORKS)
        hint = f"did you mean {near!r}?" if near else f"known are {known}."
        raise SaidError(f"There is no network {asked.network!r}; {hint}", where="network")
    if asked.network == "own_page" and _own_page(workspace):
        raise SaidError("The own page is always there; choose another network.", where="network")
    for where, longest in (("name", 200), ("address", 500)):
        if len(getattr(asked, where)) > longest or "\x00" in getattr(asked, where):
            raise SaidError(f"Write {longest} plain characters at most.", where=where)
    facts = NETWORKS[asked.network].facts
    channel = Channel.objects.create(
        workspace=workspace,
        network=asked.network,
        name=asked.name.strip() or facts.name,
        address=asked.address.strip(),
        sealed_access=seal(asked.access) if asked.access else "",
    )
    if asked.network == "practice":
        channel.address = str(_practice_file(channel))
        channel.save(update_fields=["address"])
    note(workspace, f"channel:{channel.pk}", f"connected {_named(channel)}")
    return channel


def _named(channel: Channel) -> str:
    facts = NETWORKS[channel.network].facts
    return facts.name if channel.name == facts.name else f"{channel.name} ({facts.name})"


def _practice_file(channel: Channel) -> Path:
    return settings.DATA / "practice" / f"{channel.pk}.jsonl"


@transaction.atomic
def ensure_own_page(workspace: Workspace) -> Channel:
    """Return the own page's channel, which every workspace has."""
    return _own_page(workspace) or connect_channel(workspace, Connection("own_page"))


def _own_page(workspace: Workspace) -> Channel | None:
    rows = Channel.objects.filter(workspace=workspace, network="own_page", closed_at=None)
    return rows.first()


@transaction.atomic
def close_channel(workspace: Workspace, pk: int) -> Undo:
    """Let a channel take no more posts; what is out stays known. Returns how to undo it."""
    channel = Channel.objects.filter(workspace=workspace, pk=pk, closed_at=None).first()
    if channel is None:
        raise SaidError("There is no such channel.")
    if channel.network == "own_page":
        raise SaidError("The own page is always there.")
    if channel.deliveries.filter(state__in=UNSETTLED).exists():
        raise SaidError(f"{channel.name} has posts that are not settled; see to them first.")
    labels = list(channel.labels.values_list("label", flat=True))
    channel.labels.all().delete()
    channel.closed_at = timezone.now()
    channel.save(update_fields=["closed_at"])
    says = f"closed {_named(channel)}"
    note(workspace, f"channel:{channel.pk}", says)
    kept = {"channel": channel.pk, "labels": labels}
    return keep_step(workspace, "channel closed", says, kept)


@transaction.atomic
def map_labels(workspace: Workspace, meant: Mapping[str, int | None]) -> None:
    """Say which channel the plan means by each label; None takes that back."""
    channels = {row.pk: row for row in Channel.objects.filter(workspace=workspace, closed_at=None)}
    rows = Label.objects.filter(workspace=workspace).select_related("channel")
    known = {row.label: row.channel for row in rows}
    for label, pk in meant.items():
        before, after = known.get(label), channels.get(pk or 0)
        if pk is not None and after is None:
            raise SaidError(f"There is no such channel for {label!r}.")
        if before == after:
            continue
        if after is None:
            Label.objects.filter(workspace=workspace, label=label).delete()
        else:
            Label.objects.update_or_create(
                workspace=workspace, label=label, defaults={"channel": after}
            )
        told = {"before": before.name if before else "", "after": after.name if after else ""}
        note(workspace, f"label:{label}", f"changed what the plan means by “{label}”", **told)
