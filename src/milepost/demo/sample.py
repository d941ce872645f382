"""What the example is made of: the files in examples/ that a person wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from milepost.base.errors import SaidError

FOLDER = Path(__file__).parents[3] / "examples"
PLAN, WORK = FOLDER / "estate-agent.yaml", FOLDER / "estate-agent-work.yaml"
# The readings of twelve weeks in examples/ are drawn with it too.
SEED = 4


@dataclass(frozen=True, slots=True)
class SamplePost:
    """A post: what it says and for which tactic; channels (labels) and state of one to come."""

    tactic: str
    text: str
    title: str = ""
    channels: Sequence[str] = ()
    state: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """The words on a magnet's page."""

    magnet: str
    intro: str
    gift: str


@dataclass(frozen=True, slots=True)
class Caller:
    """How someone who called had heard of us, and what was written down."""

    heard: str
    note: str
    tactic: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """Everything that was written for the example workspace beside its plan."""

    posts: Sequence[SamplePost]
    coming: Sequence[SamplePost]
    guides: Sequence[Guide]
    skipped: Sequence[str]
    callers: Sequence[Caller]
    first_names: Sequence[str]
    last_names: Sequence[str]


def read_sample() -> Sample:
    """Read the example's work; raises SaidError where Milepost was installed without examples."""
    if not WORK.exists() or not PLAN.exists():
        raise SaidError(
            "The example is not part of this installation; run ./milepost from its own folder.",
            where=str(FOLDER),
        )
    read: Mapping[str, Any] = yaml.safe_load(WORK.read_text(encoding="utf-8"))
    return Sample(
        posts=[SamplePost(**each) for each in read["posts"]],
        coming=[SamplePost(**each) for each in read["coming"]],
        guides=[Guide(**each) for each in read["guides"]],
        skipped=read["skipped"],
        callers=[Caller(**each) for each in read["callers"]],
        first_names=read["first_names"],
        last_names=read["last_names"],
    )
