"""Cuts prose into sentences."""

import re
from collections.abc import Iterator

# A stop after these seldom ends a sentence, even before a capital letter.
_ABBREVIATIONS = frozenset(
    re.split(
        " ", "a.m p.m e.g i.e vs cf approx dept est st ave mr mrs ms dr prof jr sr u.s u.k e.u"
    )
)
_BEFORE_A_NUMBER = frozenset(("no", "fig", "p", "vol"))  # No. 5, but: they said no.
_STOP = re.compile(r"""(?<![.!?…])[.!?…]++["'”’»)\]]*+\s+|[。！？]++""")
_OPENING = "\"'“‘«([¿¡"
_LAST_WORD = re.compile(r"""[^\s(\["“]*$""")


def sentences(prose: str) -> Iterator[tuple[int, str]]:
    """Yield every sentence with the offset at which it begins."""
    start = 0
    for stop in _STOP.finditer(prose):
        if _ends_sentence(prose, stop):
            yield from _sentence(prose, start, stop.end())
            start = stop.end()
    yield from _sentence(prose, start, len(prose))


def _sentence(prose: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    text = prose[start:end]
    if any(character.isalnum() for character in text):
        yield start + len(text) - len(text.lstrip()), text.strip()


def _ends_sentence(prose: str, stop: re.Match[str]) -> bool:
    following = prose[stop.end() : stop.end() + 2].lstrip(_OPENING)
    if following[:1].islower():
        return False
    if stop.group()[0] != ".":
        return True
    match = _LAST_WORD.search(prose[max(0, stop.start() - 20) : stop.start()])
    return not _is_abbreviation(match.group() if match else "", following)


def _is_abbreviation(word: str, following: str) -> bool:
    if following[:1].isdigit() and word.lower() in _BEFORE_A_NUMBER:
        return True
    is_initial = len(word) == 1 and word.isupper() and word != "I"
    return is_initial or word.lower() in _ABBREVIATIONS
