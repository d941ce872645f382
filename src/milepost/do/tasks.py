"""What a worker does for Do: send what is due, freeze the days that have passed."""

import logging

from django.utils import timezone

from milepost.base.network import Finds, NetworkError, Pending, Published
from milepost.do.actions.clicks import forget_old_salts
from milepost.do.actions.deliveries import begin_sending, settle
from milepost.do.actions.slots import freeze_slots, seed_freezings
from milepost.do.models import Delivery
from milepost.do.queries.networks import network_of
from milepost.do.queries.posts import draft_of
from milepost.do.sending import MOST_TRIES, Step, after_asking, after_looking, cannot_look
from milepost.engine.claims import Claim
from milepost.engine.rates import forget_old_rates
from milepost.team.undo import forget_old_steps

log = logging.getLogger(__name__)


def send(claim: Claim) -> None:
    """Send one claimed delivery, or look it up where an earlier sending may be out.

    What no network may raise leaves the row in `sending`, to be looked up after its lease.
    """
    begun = begin_sending(claim)
    if begun is None:
        return
    delivery, in_doubt = begun
    step = _look(delivery) if in_doubt else _ask(delivery)
    if not settle(claim, delivery, step):
        log.warning("delivery %s was taken over by another worker", delivery.pk)


def _ask(delivery: Delivery) -> Step:
    answer: Published | Pending | NetworkError
    try:
        answer = network_of(delivery).publish(draft_of(delivery), key=delivery.key)
    except NetworkError as error:
        answer = error
    return after_asking(answer)


def _look(delivery: Delivery) -> Step:
    # A row on which one worker after the other comes to grief is a person's to judge.
    if delivery.tries > MOST_TRIES:
        return cannot_look()
    answer: Published | NetworkError | None
    try:
        network = network_of(delivery)
        if not isinstance(network, Finds):
            return cannot_look()
        answer = network.find(draft_of(delivery), key=delivery.key)
    except NetworkError as error:
        answer = error
    return after_looking(answer, tries=delivery.tries)


def freeze(claim: Claim) -> None:
    """Begin a workspace's day: freeze what has passed, forget what is kept for a day only."""
    freeze_slots(claim)
    forget_old_salts()
    forget_old_rates(now=timezone.now())


def look_after_days() -> None:
    """Once a minute: let each workspace with a plan have its midnight, and old steps go.

    Not at midnight, for what was deleted is to be gone in time where there is no plan, too.
    """
    seed_freezings()
    forget_old_steps()
