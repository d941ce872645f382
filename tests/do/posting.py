"""Posts as tests write them, and a network that fails in every way networks do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from django.utils import timezone

from milepost.base.network import Access, Busy, Draft, Facts, Published, SignedOut, Unsure
from milepost.do.actions.channels import Connection, connect_channel, ensure_own_page
from milepost.do.actions.posts import Written, write_post
from milepost.do.models import Channel, Delivery, Post
from milepost.do.tasks import send
from milepost.engine.claims import claim
from milepost.team.models import Workspace

# The first slot of the golden plan's blog: a Monday in January, 9:00 in Los Angeles.
SLOT = "blog~2027-01-04~0"
SLOT_AT = datetime(2027, 1, 4, 17, tzinfo=UTC)
SOON = timedelta(hours=1)


def own_page(workspace: Workspace) -> Channel:
    return ensure_own_page(workspace)


def practice(workspace: Workspace, name: str = "Practice") -> Channel:
    return connect_channel(workspace, Connection("practice", name))


def write(workspace: Workspace, *channels: Channel, then: str = "draft", **words: object) -> Post:
    """Write a post off plan, due in an hour, unless told otherwise."""
    kept = {"text": "What closing costs are", "due_at": timezone.now() + SOON, **words}
    if not kept.keys() & {"tactic", "slot", "off_plan_reason"}:
        kept["off_plan_reason"] = "a trial"
    chosen = [channel.pk for channel in channels or (practice(workspace),)]
    return write_post(workspace, Written(channels=chosen, **kept), by=None, then=then)


def due_now(workspace: Workspace, *channels: Channel, **words: object) -> Delivery:
    """Return the delivery of a post whose time has come."""
    now = timezone.now()
    return write(workspace, *channels, then="due", due_at=now, **words).deliveries.get()


def work(*, lease_seconds: float = 60) -> int:
    """Do what a worker does with everything due at this moment; return how many it took up."""
    rows = Delivery.objects.filter(state__in=("due", "sending"))
    claims = claim(rows, now=timezone.now(), lease_seconds=lease_seconds, most=100)
    for taken in claims:
        send(taken)
    return len(claims)


def pass_time(delivery: Delivery) -> None:
    """Let what a delivery waits for have come: its time, or the end of a dead worker's lease."""
    now = timezone.now()
    rows = Delivery.objects.filter(pk=delivery.pk)
    rows.exclude(due_at=None).update(due_at=now)
    rows.exclude(lease_until=None).update(lease_until=now)


class UnforeseenError(Exception):
    """What no adapter foresaw."""


class Blind:
    """A network that does what its script says, one step for each call, and then is well.

    It honours no key: whatever it accepts is posted, so that posting twice shows. It cannot look.
    """

    facts: ClassVar[Facts] = Facts(code="flaky", name="Flaky", says="Fails.", longest=300)
    posted: ClassVar[list[str]] = []
    script: ClassVar[list[str]] = []
    on_call: ClassVar[Callable[[], object]] = lambda: None

    def __init__(self, access: Access) -> None:
        self.access = access

    def length(self, text: str) -> int:
        return len(text)

    def publish(self, draft: Draft, *, key: str) -> Published:
        type(self).on_call()
        step = self._next_step()
        self.posted.append(key)
        if step == "accepts, then is silent":
            raise Unsure("No answer within 60 s.")
        if step == "accepts, then breaks":
            raise UnforeseenError
        return self._at(key)

    def _at(self, key: str) -> Published:
        return Published(f"https://flaky.example/{key}", key)

    def _next_step(self) -> str:
        step = self.script.pop(0) if self.script else "well"
        if step == "is silent":
            raise Unsure("No answer within 60 s.")
        if step == "breaks":
            raise UnforeseenError
        if step == "is busy":
            raise Busy("Too many posts.", wait=timedelta(minutes=15))
        if step == "is signed out":
            raise SignedOut("The token has ended.")
        return step


class Flaky(Blind):
    """The same, and it can be looked up what was posted there."""

    def find(self, draft: Draft, *, key: str) -> Published | None:
        self._next_step()
        return self._at(key) if key in self.posted else None
