"""The states of a delivery, and what follows from a network's answer.

    draft ─→ waiting ─→ approved ─→ due ─→ sending ─→ out
                                     ↑        │ ├──→ refused ─→ due | cancelled
                                     └─ busy ─┘ └──→ unknown ─→ out | due | cancelled
    by_hand ─→ out | cancelled

`due` waits for its time; cancel leads out of every state before `sending`.
"""

from dataclasses import dataclass
from datetime import timedelta

from milepost.base.network import (
    Busy,
    NetworkError,
    Pending,
    Published,
    Refused,
    SignedOut,
    Unsure,
)

NEXT: dict[str, frozenset[str]] = {
    "draft": frozenset({"waiting", "approved", "due", "by_hand", "cancelled"}),
    "waiting": frozenset({"approved", "due", "draft", "cancelled"}),
    "approved": frozenset({"due", "draft", "cancelled"}),
    "due": frozenset({"sending", "by_hand", "draft", "cancelled"}),
    "sending": frozenset({"out", "refused", "unknown", "due"}),
    "out": frozenset(),
    "refused": frozenset({"due", "draft", "cancelled"}),
    "unknown": frozenset({"out", "due", "cancelled"}),
    "cancelled": frozenset({"draft", "due"}),
    "by_hand": frozenset({"out", "cancelled"}),
}
STATES = tuple(NEXT)
# `unknown` is left by a person's decision alone: it may be out, so nobody can promise to stop it.
CANCELLABLE = tuple(state for state in STATES if "cancelled" in NEXT[state] and state != "unknown")
EDITABLE = ("draft", "waiting", "approved", "due", "refused", "cancelled")

# What a request to a network may take at most, so that a live worker never loses its row.
LONGEST_ASK = timedelta(seconds=60)
# Longer than the slowest accept seen of any network here (prototype: 17 % slow or broken answers).
GRACE = timedelta(seconds=20)
# A dead worker's last request has ended, and the network had its grace, when the row is free again.
LEASE = LONGEST_ASK + GRACE + timedelta(seconds=10)
# Each sending and each look is a try; the first are made at once, later ones wait out an outage.
QUICK_TRIES = 4
MOST_LOOKS = 5
MOST_TRIES = 12


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of a delivery: its next state, what a person reads, when it is due again."""

    state: str
    says: str = ""
    wait: timedelta | None = None  # until it is due again; None: nothing more is due
    published: Published | None = None
    is_try: bool = True  # False where the network would not be asked now


def after_asking(answer: Published | Pending | NetworkError) -> Step:
    """Return what follows when a post was sent and this came back."""
    match answer:
        case Published():
            return Step("out", published=answer)
        case Pending(wait=wait):
            return Step("sending", "The network is still working on it.", wait=wait)
        case Busy(says=says, wait=wait):
            return Step("due", says, wait=wait, is_try=False)
        case SignedOut(says=says):
            return Step("refused", f"Signed out: {says} Connect the channel again.")
        case Refused(says=says):
            return Step("refused", says)
        case Unsure(says=says):
            return Step("sending", f"{says} Looking whether it went out.", wait=GRACE)
    raise TypeError(f"{answer!r} is no answer of a network")


def after_looking(answer: Published | NetworkError | None, *, tries: int) -> Step:
    """Return what follows when a doubtful post was looked up; None: it is certainly not there."""
    match answer:
        case Published():
            return Step("out", "Found after a doubt.", published=answer)
        case None:
            return _after_absence(tries)
        case Busy(says=says, wait=wait) if tries < MOST_TRIES:
            return Step("sending", says, wait=wait)
        case SignedOut(says=says):
            return Step("unknown", f"Signed out before we could look: {says} {CANNOT_TELL}")
        case Unsure(says=says) if tries < MOST_LOOKS:
            return Step("sending", says, wait=GRACE * 2**tries)
    return cannot_look()


def _after_absence(tries: int) -> Step:
    if tries >= MOST_TRIES:
        return Step("refused", NOT_THERE)
    return Step("due", "It was not there, so it is sent again.", wait=_pause(tries))


def _pause(tries: int) -> timedelta:
    return timedelta(0) if tries <= QUICK_TRIES else GRACE * 2 ** (tries - QUICK_TRIES)


NOT_THERE = (
    "The network failed again and again, and the post is not there. "
    "Try again once the network is well."
)
CANNOT_TELL = (
    "It may or may not be out: the network did not answer, and we cannot see the post. "
    "Look once yourself, then say which it is."
)


def cannot_look() -> Step:
    """Return what follows after a doubt where there is no way to look."""
    return Step("unknown", CANNOT_TELL)
