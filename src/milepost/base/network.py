"""What we ask of a network: values, small protocols and the tree of its errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar, Protocol, runtime_checkable

# Networks people name in plans, whether or not we can publish there, in lower case.
KNOWN_NAMES = (
    "activerain",
    "behance",
    "bluesky",
    "discord",
    "etsy",
    "facebook",
    "flickr",
    "ghost",
    "google business",
    "instagram",
    "linkedin",
    "mastodon",
    "medium",
    "newsletter",
    "nextdoor",
    "own page",
    "patreon",
    "pinterest",
    "pixelfed",
    "podcast",
    "quora",
    "reddit",
    "snapchat",
    "soundcloud",
    "spotify",
    "substack",
    "telegram",
    "threads",
    "tiktok",
    "trulia",
    "tumblr",
    "twitch",
    "twitter",
    "vimeo",
    "whatsapp",
    "wordpress",
    "x",
    "xing",
    "yelp",
    "youtube",
    "zillow",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a network is and allows; each limit stands with its source above it."""

    code: str
    name: str
    says: str
    longest: int | None = None  # characters of a post, as `length` counts them
    takes_title: bool = False
    shows_link: bool = False  # shows the draft's link itself; elsewhere it stands in the text
    reaches_outside: bool = True  # False where a post stays on this machine


@dataclass(frozen=True, slots=True)
class Draft:
    """One post in the form one channel gets it."""

    text: str
    title: str = ""
    link: str = ""
    language: str = "en"
    marker: str = ""  # something in the post by which it can be found again


@dataclass(frozen=True, slots=True)
class Published:
    """A post that is out: its address, and the network's own name for it."""

    url: str
    remote_id: str


@dataclass(frozen=True, slots=True)
class Pending:
    """The network took the post and is still working on it; look again after `wait`."""

    wait: timedelta


class NetworkError(Exception):
    """A post did not go out; `says` tells the author what happened and what to do."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


class Refused(NetworkError):
    """The network will never take this post as it is."""


class SignedOut(NetworkError):
    """The network no longer knows us: connect the channel again."""


class Busy(NetworkError):
    """Nothing was posted; try again after `wait`."""

    def __init__(self, says: str, *, wait: timedelta) -> None:
        super().__init__(says)
        self.wait = wait


class Unsure(NetworkError):
    """Asked, but no answer came: look before sending again."""


@runtime_checkable
class Publishes(Protocol):
    """Posts a draft."""

    facts: ClassVar[Facts]

    def __init__(self, access: "Access") -> None: ...

    def length(self, text: str) -> int:
        """Count characters as this network counts them."""
        ...

    def publish(self, draft: Draft, *, key: str) -> Published | Pending:
        """Post once for each key; raises Refused, SignedOut, Busy or Unsure."""
        ...


@runtime_checkable
class Finds(Protocol):
    """Tells whether a draft with this key was posted; None means certainly not."""

    def find(self, draft: Draft, *, key: str) -> Published | None:
        """Look the post up; raises Unsure where the network cannot say, or may still be at it."""
        ...


@runtime_checkable
class Deletes(Protocol):
    """Takes a post down."""

    def delete(self, published: Published, *, key: str) -> None:
        """Take down what was posted with that key; what is gone already is well.

        Raises Refused, SignedOut, Busy or Unsure.
        """
        ...


@dataclass(frozen=True, slots=True)
class Access:
    """What opens a channel: its address, and secrets that are never written to a log."""

    address: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
