"""A statement of a plan, and the nine kinds it can be."""

from dataclasses import dataclass

KINDS = (
    "vision",
    "mission",
    "goal",
    "target",
    "strategy",
    "tactic",
    "measure",
    "audience",
    "other",
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, list entry or table row, and what it does in the plan."""

    line: int  # where it begins in its text, from 1; its position where no line is known
    heading: str
    text: str
    kind: str
    chance: float  # how sure the reader is of `kind`, above 0, at most 1
