"""Weighs the cues of a statement and says what kind it is, with a chance."""

import re
from collections.abc import Iterable, Iterator, Sequence
from math import exp

from milepost.plan.reader.cues import BIAS, HEADING_CUES, TEXT_CUES, Cue
from milepost.plan.reader.cut import cut
from milepost.plan.reader.statement import KINDS, Statement

_STRAIGHT = str.maketrans("’‘“”", "''\"\"")
_LONGEST_READ = 600  # characters of a statement that are weighed; a sentence is seldom longer


def _compiled(cues: Iterable[Cue]) -> tuple[tuple[re.Pattern[str], tuple[Cue, ...]], ...]:
    """Compile the patterns; one that stands in several cues is looked for once."""
    by_pattern: dict[str, tuple[Cue, ...]] = {}
    for cue in cues:
        by_pattern[cue.pattern] = (*by_pattern.get(cue.pattern, ()), cue)
    return tuple((re.compile(p, re.IGNORECASE), found) for p, found in by_pattern.items())


_IN_TEXT = _compiled(TEXT_CUES)
_IN_HEADING = _compiled(HEADING_CUES)


def read_statements(text: str) -> list[Statement]:
    """Cut Markdown or plain text into statements and say of each what it is."""
    return [_labelled(piece.line, piece.heading, piece.text) for piece in cut(text)]


def classify(pairs: Sequence[tuple[str, str]]) -> list[Statement]:
    """Say of each (heading, text), in document order, what it is; its line is its position."""
    return [_labelled(line, heading, text) for line, (heading, text) in enumerate(pairs, start=1)]


def evidence(heading: str, text: str) -> Iterator[Cue]:
    """Yield the cues found in a statement and its heading: the reasons of its kind."""
    for patterns, words in ((_IN_TEXT, text), (_IN_HEADING, heading)):
        straight = words[:_LONGEST_READ].translate(_STRAIGHT)
        for pattern, cues in patterns:
            if pattern.search(straight):
                yield from cues


def _labelled(line: int, heading: str, text: str) -> Statement:
    chances = _chances(evidence(heading, text))
    kind = max(chances, key=chances.__getitem__)
    return Statement(line, heading, text, kind, round(chances[kind], 4))


def _chances(found: Iterable[Cue]) -> dict[str, float]:
    """Turn the weights of the cues into chances that sum to 1 (softmax)."""
    scores = dict.fromkeys(KINDS, 0.0) | BIAS
    for cue in found:
        scores[cue.kind] += cue.weight
    powers = {kind: exp(score) for kind, score in scores.items()}
    total = sum(powers.values())
    return {kind: power / total for kind, power in powers.items()}
