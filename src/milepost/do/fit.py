"""Whether a text fits a channel: asked while writing and again before sending."""

from dataclasses import dataclass

from milepost.base.network import Publishes
from milepost.do.linking import MARK


@dataclass(frozen=True, slots=True)
class Fit:
    """How long a text is on a network, how long it may be, and what is wrong with it."""

    length: int
    longest: int | None
    problems: tuple[str, ...]


def fit(network: Publishes, text: str) -> Fit:
    """Hold a text, its link in place, against the limits of a network."""
    length, longest = network.length(text), network.facts.longest
    problems = []
    if not text.strip():
        problems.append("There is no text yet.")
    if MARK in text:
        problems.append(f"Say where {MARK} leads, or take it out of the text.")
    if longest is not None and length > longest:
        over = length - longest
        problems.append(f"{network.facts.name} takes {longest} characters; cut {over}.")
    return Fit(length, longest, tuple(problems))
