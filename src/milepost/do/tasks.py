"""What a worker does for Do: send what is due, freeze the days that have passed, forget old salts."""

import logging

from django.conf import settings

from milepost.base.network import Access, Finds, NetworkError, Pending, Published, Publishes
from milepost.do.actions.deliveries import begin_sending, settle
from milepost.do.actions.slots import freeze_slots
from milepost.do.models import Delivery
from milepost.do.queries.posts import draft_of
from milepost.do.sending import Step, after_asking, after_looking, cannot_look
from milepost.engine.claims import Claim
from milepost.networks import open_network
from milepost.team.secrets import unseal

log = logging.getLogger(__name__)


def send(claim: Claim) -> None:
    """Send one claimed delivery, or look it up where an earlier sending may be out."""
    begun = begin_sending(claim)
    if begun is None:
        return
    delivery, in_doubt = begun
    network = open_network(delivery.channel.network, access_of(delivery))
    step = _look(network, delivery) if in_doubt else _ask(network, delivery)
    if not settle(claim, delivery, step):
        log.warning("delivery %s was taken over by another worker", delivery.pk)


def access_of(delivery: Delivery) -> Access:
    """Return what opens the channel of a delivery."""
    channel = delivery.channel
    address = channel.address
    if channel.network == "own_page":
        address = f"{settings.PUBLIC_URL}/p/{delivery.workspace.slug}/"
    return Access(address=address, secrets=unseal(channel.sealed_access))


def _ask(network: Publishes, delivery: Delivery) -> Step:
    answer: Published | Pending | NetworkError
    try:
        answer = network.publish(draft_of(delivery), key=delivery.key)
    except NetworkError as error:
        answer = error
    return after_asking(answer)


def _look(network: Publishes, delivery: Delivery) -> Step:
    if not isinstance(network, Finds):
        return cannot_look()
    answer: Published | NetworkError | None
    try:
        answer = network.find(draft_of(delivery), key=delivery.key)
    except NetworkError as error:
        answer = error
    return after_looking(answer, looks=delivery.tries)


def freeze(claim: Claim) -> None:
    """Freeze the slots of one workspace until yesterday."""
    freeze_slots(claim)
