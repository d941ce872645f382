"""What programs send and get about channels, posts, the calendar and leads."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema, field_validator

from milepost.api.fields import Line, Moment, Pk, Words
from milepost.api.paging import Paging
from milepost.base.text import joined
from milepost.do.actions.channels import Connection
from milepost.do.actions.leads import Told
from milepost.do.actions.posts import Written
from milepost.do.calendar import Entry
from milepost.do.models import Channel, Delivery, Lead, Post, Slot
from milepost.do.sending import STATES


class Sent(Schema):
    """A JSON object that a program sends; a name that is not known here is an error."""

    model_config = ConfigDict(extra="forbid")


class ChannelIn(Sent):
    """A channel to connect; access opens it, is kept encrypted and never given back."""

    network: Annotated[Line, Field(max_length=40)]
    name: Annotated[Line, Field(max_length=200)] = ""
    address: Annotated[Line, Field(max_length=500)] = ""
    access: dict[Words, Words] = Field(default_factory=dict, repr=False)

    def connection(self) -> Connection:
        """Return it as the action takes it."""
        return Connection(self.network, self.name, self.address, self.access)


class ChannelOut(Schema):
    """A connected channel."""

    id: int
    network: str
    name: str
    address: str
    made_at: datetime

    @classmethod
    def of(cls, channel: Channel) -> Self:
        """Show a channel, but not what opens it."""
        return cls(
            id=channel.pk,
            network=channel.network,
            name=channel.name,
            address=channel.address,
            made_at=channel.made_at,
        )


class PostIn(Sent):
    """A post to write; without due_at it stays a draft."""

    text: Words
    title: Annotated[Line, Field(max_length=200)] = ""
    tactic: Annotated[Line, Field(max_length=60)] | None = None
    slot: Annotated[Line, Field(max_length=100)] = ""
    off_plan_reason: Annotated[Words, Field(max_length=300)] = ""
    channels: list[Pk]
    due_at: Moment | None = None
    media: list[Any] = Field(default_factory=list)
    variants: dict[Pk, Words] = Field(default_factory=dict)
    target: Annotated[Line, Field(max_length=1000)] = ""

    @field_validator("media")
    @classmethod
    def _no_media_yet(cls, media: list[Any]) -> list[Any]:
        if media:
            raise ValueError("Media cannot be sent yet; leave the list empty.")
        return media

    @field_validator("variants")
    @classmethod
    def _variants_of_channels(cls, variants: dict[int, str], found: Any) -> dict[int, str]:
        stray = sorted(variants.keys() - set(found.data.get("channels", variants)))
        if stray:
            raise ValueError(f"The post does not go to channel {stray[0]}; name it in channels.")
        return variants

    @field_validator("slot")
    @classmethod
    def _slot_of_tactic(cls, slot: str, found: Any) -> str:
        tactic = found.data.get("tactic")
        if slot and tactic and slot.partition("~")[0] != tactic:
            raise ValueError(f"This slot is not of the tactic {tactic!r}; send one of the two.")
        return slot

    def written(self) -> Written:
        """Return it as the action takes it."""
        return Written(
            text=self.text,
            channels=self.channels,
            tactic=self.tactic or "",
            slot=self.slot,
            off_plan_reason=self.off_plan_reason,
            title=self.title,
            target=self.target,
            due_at=self.due_at,
            variants=self.variants,
        )


class DeliveryOut(Schema):
    """The sending of a post to one channel: how far it is, and where it is out."""

    channel: int
    state: str
    tries: int
    url: str | None
    says: str
    sent_at: datetime | None
    taken_down_at: datetime | None

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        """Show a delivery."""
        return cls(
            channel=delivery.channel_id,
            state=delivery.state,
            tries=delivery.tries,
            url=delivery.url or None,
            says=delivery.says,
            sent_at=delivery.sent_at,
            taken_down_at=delivery.taken_down_at,
        )


class PostOut(Schema):
    """A post and what became of it on each of its channels."""

    id: int
    text: str
    title: str
    tactic: str | None
    slot: str | None
    off_plan_reason: str
    target: str
    due_at: datetime | None
    deliveries: list[DeliveryOut]

    @classmethod
    def of(cls, post: Post) -> Self:
        """Show a post of `queries.posts.posts`."""
        deliveries = sorted(post.deliveries.all(), key=lambda each: each.channel_id)
        return cls(
            id=post.pk,
            text=post.text,
            title=post.title,
            tactic=post.tactic.code if post.tactic else None,
            slot=_slot_name(post.slot) if post.slot else None,
            off_plan_reason=post.off_plan_reason,
            target=post.target,
            due_at=post.due_at,
            deliveries=[DeliveryOut.of(each) for each in deliveries],
        )


def _slot_name(slot: Slot) -> str:
    return f"{slot.tactic.code}~{slot.planned_day}~{slot.nth}"


def _known_state(state: str) -> str:
    if state not in STATES:
        raise ValueError(f"There is no such state; there are {joined(STATES)}.")
    return state


State = Annotated[
    str, AfterValidator(_known_state), WithJsonSchema({"type": "string", "enum": list(STATES)})
]


class PostsAsked(Paging):
    """Which posts are asked for: all, or those with a delivery in one state."""

    state: State | None = None


class CancelledOut(Schema):
    """Whether everything was stopped, and a sentence on what was not."""

    cancelled: bool
    says: str


class EntryOut(Schema):
    """One line of the calendar: a slot, filled or not, or a post that fills none."""

    day: date
    at: datetime | None
    tactic: str | None
    says: str
    state: str
    slot: str | None
    post: int | None
    deliveries: list[str]
    channels: list[str]
    is_task: bool

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """Show an entry; tactic is null off plan."""
        return cls(
            day=entry.day,
            at=entry.at,
            tactic=entry.tactic or None,
            says=entry.says,
            state=entry.state,
            slot=entry.slot or None,
            post=entry.post,
            deliveries=list(entry.deliveries),
            channels=list(entry.channels),
            is_task=entry.is_task,
        )


class LeadIn(Sent):
    """Someone who asked for something, written down."""

    name: Annotated[Line, Field(max_length=200)] = ""
    email: Annotated[Line, Field(max_length=254)] = ""
    phone: Annotated[Line, Field(max_length=60)] = ""
    heard: Annotated[Line, Field(max_length=300)] = ""
    note: Words = ""
    tactic: Annotated[Line, Field(max_length=60)] | None = None
    at: Moment | None = None

    def told(self) -> Told:
        """Return it as the action takes it."""
        return Told(**{**self.model_dump(), "tactic": self.tactic or ""})


class LeadOut(Schema):
    """A lead, the stage it has reached and what brought it."""

    id: int
    name: str
    email: str
    phone: str
    heard: str
    note: str
    stage: str | None
    tactic: str | None
    post: int | None
    magnet: str | None
    at: datetime

    @classmethod
    def of(cls, lead: Lead) -> Self:
        """Show a lead."""
        return cls(
            id=lead.pk,
            name=lead.name,
            email=lead.email,
            phone=lead.phone,
            heard=lead.heard,
            note=lead.note,
            stage=stage_name(lead.stage.code) if lead.stage else None,
            tactic=lead.tactic.code if lead.tactic else None,
            post=lead.post_id,
            magnet=lead.magnet.code if lead.magnet else None,
            at=lead.asked_at,
        )


def stage_name(code: str) -> str:
    """Return a stage's name for programs: `offer`, or `sale/offer` where funnels have ids."""
    return code.removeprefix("/")


class Move(Sent):
    """The stage that a lead has reached, by its name: `offer`, or `sale/offer`."""

    stage: Annotated[Line, Field(max_length=60)]
