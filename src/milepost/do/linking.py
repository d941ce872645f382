"""Where a post's link leads, and how it stands in the text; a dead link is never published."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from milepost.base.network import Facts

MARK = "{link}"
LEFT_OUT = "The link was left out: MILEPOST_URL is not set, so nobody outside could follow it."


@dataclass(frozen=True, slots=True)
class Source:
    """What a link tells of where a visitor came from."""

    network: str
    strategy: str
    tactic: str
    post: int

    @property
    def utm(self) -> dict[str, str]:
        """The parameters that analytics programs know."""
        content = f"{self.tactic}-{self.post}" if self.tactic else f"post-{self.post}"
        named = {
            "utm_source": self.network,
            "utm_medium": "social",
            "utm_campaign": self.strategy,
            "utm_content": content,
        }
        return {name: value for name, value in named.items() if value}


def with_utm(address: str, source: Source) -> str:
    """Add the parameters of `source` to an address, leaving those that stand there."""
    parts = urlsplit(address)
    there = parse_qsl(parts.query, keep_blank_values=True)
    names = {name for name, _ in there}
    added = [(name, value) for name, value in source.utm.items() if name not in names]
    return urlunsplit(parts._replace(query=urlencode([*there, *added])))


def is_safe_target(target: str) -> bool:
    """Tell whether a link may lead there: a path of ours, or http(s) with a host."""
    if target.startswith("/"):
        return not target.startswith(("//", "/\\")) and "\\" not in target
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


@dataclass(frozen=True, slots=True)
class Placed:
    """A text with its link in place, the link, and a sentence where it was left out."""

    text: str
    link: str = ""
    says: str = ""


def address_for(facts: Facts, *, code: str, target: str, public_url: str, source: Source) -> str:
    """Return the address to publish: tracked where visitors can reach us, else the original.

    A path of ours is a dead link for everyone outside while we have no public address: then "".
    """
    if public_url:
        return f"{public_url}/l/{code}"
    if not facts.reaches_outside:
        return f"/l/{code}"
    return "" if target.startswith("/") else with_utm(target, source)


def place(text: str, address: str, facts: Facts) -> Placed:
    """Put a link where the text says {link}, else at its end, else where the network shows it."""
    if not address:
        return Placed(text.replace(f" {MARK}", "").replace(MARK, "").strip(), says=LEFT_OUT)
    if MARK in text:
        return Placed(text.replace(MARK, address), address)
    if facts.shows_link:
        return Placed(text, address)
    return Placed(f"{text.rstrip()}\n\n{address}", address)
