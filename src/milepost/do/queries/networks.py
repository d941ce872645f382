"""The network of a channel of ours, opened with what opens it."""

from cryptography.fernet import InvalidToken
from django.conf import settings

from milepost.base.network import Access, Deletes, Publishes, SignedOut
from milepost.do.models import Delivery
from milepost.networks import NETWORKS, open_network
from milepost.team.secrets import unseal


def network_of(delivery: Delivery) -> Publishes:
    """Open the channel of a delivery; raises SignedOut where its secrets cannot be read."""
    channel = delivery.channel
    address = channel.address
    if channel.network == "own_page":
        address = f"{settings.PUBLIC_URL}/p/{delivery.workspace.slug}/"
    try:
        opened = unseal(channel.sealed_access)
    except InvalidToken:
        raise SignedOut("what opens this channel was sealed with another secret key.") from None
    return open_network(channel.network, Access(address=address, secrets=opened))


def can_take_down(delivery: Delivery) -> bool:
    """Tell whether a post that is out can be taken down from here."""
    is_up = delivery.state == "out" and delivery.taken_down_at is None and delivery.remote_id
    return bool(is_up) and issubclass(NETWORKS[delivery.channel.network], Deletes)


def is_ours(delivery: Delivery) -> bool:
    """Tell whether it is out on a page that we serve, so that we may change it or put it back."""
    return delivery.channel.network == "own_page" and delivery.state == "out"
