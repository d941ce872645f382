"""How much room words take on a picture, without asking a font."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

LINE = 1.3
_NARROW = frozenset("fijlrtI.,:;'’!|()[]· ")
_WIDE = frozenset("mwMW@%&—…")


@dataclass(frozen=True)
class Box:
    """A rectangle on a picture; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Tell whether the two share any ground."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def one_line(text: str) -> str:
    """Return `text` with every run of white space made one space."""
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def width_of(text: str, size: float) -> float:
    """Return the width of `text` in a wide system font, in the unit of `size`: never too little."""
    return size * sum(_ems(letter) for letter in text)


def _ems(letter: str) -> float:
    """Return a letter's width; the classes are those of DejaVu Sans, the widest common font."""
    if letter in _NARROW:
        return 0.42
    if letter in _WIDE:
        return 1.0
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.25
    return 0.76 if letter.isupper() else 0.65


def wrapped(text: str, width: float, size: float, *, most: int = 99) -> tuple[str, ...]:
    """Return `text` as at most `most` lines that fit `width`; a cut text ends in an ellipsis."""
    lines = tuple(_lines(_pieces(one_line(text).split(" "), width, size), width, size))
    if len(lines) <= most:
        return lines
    return (*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), width, size))


def balanced(text: str, width: float, size: float, *, most: int = 99) -> tuple[str, ...]:
    """Return `text` in as few lines as `wrapped`, but of like lengths: no word is left alone."""
    lines = wrapped(text, width, size, most=most)
    if len(lines) < 2 or lines[-1].endswith("…"):
        return lines
    longest_word = max(width_of(word, size) for word in one_line(text).split(" "))
    while width > longest_word + size:
        width -= size / 2
        narrower = wrapped(text, width, size, most=most + 1)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def _lines(words: Iterable[str], width: float, size: float) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line} {word}".strip()
        if line and width_of(longer, size) > width:
            yield line
            longer = word
        line = longer
    yield line


def _pieces(words: Iterable[str], width: float, size: float) -> Iterator[str]:
    """Break what no line can hold."""
    for word in words:
        piece = ""
        for letter in word:
            if piece and width_of(piece + letter, size) > width:
                yield piece
                piece = ""
            piece += letter
        yield piece


def _cut(text: str, width: float, size: float) -> str:
    while text and width_of(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip(' ,;.')}…"
