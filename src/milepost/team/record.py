"""The record of who did what; actions write it, in the transaction of what they record."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from milepost.team.models import Record, User, Workspace


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a user, or a program by its name."""

    name: str
    user: User | None = None


MILEPOST = Actor("Milepost")
_ACTOR: ContextVar[Actor] = ContextVar("actor", default=MILEPOST)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Let what is done meanwhile be recorded as done by this actor."""
    token = _ACTOR.set(actor)
    try:
        yield
    finally:
        _ACTOR.reset(token)


def act_as(actor: Actor) -> None:
    """Let the rest of this request be recorded as done by this actor (see RequestActor)."""
    _ACTOR.set(actor)


def actor_now() -> Actor:
    """Return who acts; Milepost itself where nobody said."""
    return _ACTOR.get()


class RequestActor:
    """Middleware that begins each request with nobody acting and ends it the same way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; whoever is let in meanwhile is forgotten afterwards."""
        with acting(MILEPOST):
            return self.get_response(request)


@transaction.atomic
def note(
    workspace: Workspace, part: str, says: str, *, before: str = "", after: str = ""
) -> Record:
    """Add a row to the record, in the transaction of what it tells of.

    part: what it was done to, as in objective:leads-20; "" is the workspace. says: a sentence
    without its subject and full stop, as in "cancelled the post". Secrets never go in here.
    """
    actor = actor_now()
    return Record.objects.create(
        workspace=workspace,
        at=timezone.now(),
        by_name=actor.name[:200],
        user=actor.user,
        part=part[:120],
        says=says,
        before=before,
        after=after,
    )
