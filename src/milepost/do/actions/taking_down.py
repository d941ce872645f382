"""What changes posts that are out: taken down, put back up, worded anew on the own page."""

from django.db import transaction
from django.utils import timezone

from milepost.base.errors import SaidError
from milepost.base.network import Busy, Deletes, NetworkError, Published, SignedOut, Unsure
from milepost.base.text import shortened
from milepost.do.actions.posts import checked_text
from milepost.do.models import Delivery
from milepost.do.queries.networks import can_take_down, is_ours, network_of
from milepost.team.models import Workspace
from milepost.team.record import note

GONE = "There is no such post out there."


def take_down(workspace: Workspace, pk: int) -> None:
    """Take a post that is out down from its channel; its links go on working.

    The network is asked first, outside any transaction: asking it twice does no harm.
    """
    delivery = _out(workspace, pk)
    if delivery.taken_down_at:
        raise SaidError("This has been taken down already.")
    if not can_take_down(delivery):
        name = delivery.channel.name
        raise SaidError(f"Milepost cannot take posts down from {name}; do it there yourself.")
    _ask(delivery)
    _keep_down(delivery)


def _out(workspace: Workspace, pk: int) -> Delivery:
    rows = Delivery.objects.select_related("channel", "post", "workspace")
    delivery = rows.filter(workspace=workspace, pk=pk, state="out").first()
    if delivery is None:
        raise SaidError(GONE)
    return delivery


def _ask(delivery: Delivery) -> None:
    """Ask the network to take it down; raises SaidError with what to do where it did not."""
    try:
        network = network_of(delivery)
        if isinstance(network, Deletes):
            network.delete(Published(delivery.url, delivery.remote_id), key=delivery.key)
    except SignedOut as error:
        raise SaidError(f"Signed out: {error.says} Connect the channel again.") from None
    except Busy as error:
        minutes = int(error.wait.total_seconds() // 60) + 1
        raise SaidError(f"{error.says} It is still up; try again in {minutes} min.") from None
    except Unsure as error:
        raise SaidError(f"{error.says} It may still be up: look there, or try again.") from None
    except NetworkError as error:
        raise SaidError(f"{error.says} It is still up.") from None


@transaction.atomic
def _keep_down(delivery: Delivery) -> None:
    rows = Delivery.objects.filter(pk=delivery.pk, state="out", taken_down_at=None)
    if rows.update(taken_down_at=timezone.now()):
        _note(delivery, "took post “{post}” down from {channel}")


@transaction.atomic
def put_back(workspace: Workspace, pk: int) -> None:
    """Put a post of the own page back up, under its old address."""
    delivery = _out(workspace, pk)
    if not is_ours(delivery):
        name = delivery.channel.name
        raise SaidError(f"What was taken down from {name} is gone there; write a new post.")
    rows = Delivery.objects.filter(pk=pk).exclude(taken_down_at=None)
    if not rows.update(taken_down_at=None):
        raise SaidError("This is up already.")
    _note(delivery, "put post “{post}” back up on {channel}")


@transaction.atomic
def reword_out(workspace: Workspace, pk: int, text: str) -> None:
    """Change the text of a post that is out on the own page, the one place where we hold it."""
    delivery = _out(workspace, pk)
    if not is_ours(delivery):
        name = delivery.channel.name
        raise SaidError(f"What is out on {name} can only be changed there.")
    before, after = delivery.text or delivery.post.text, checked_text(text)
    if before == after:
        return
    Delivery.objects.filter(pk=pk).update(text=after, reworded_at=timezone.now())
    _note(delivery, "changed post “{post}” as it is out on {channel}", before=before, after=after)


def _note(delivery: Delivery, says: str, *, before: str = "", after: str = "") -> None:
    name = shortened(" ".join(str(delivery.post).split()))
    told = says.replace("{channel}", delivery.channel.name).replace("{post}", name)
    note(delivery.workspace, f"post:{delivery.post_id}", told, before=before, after=after)
