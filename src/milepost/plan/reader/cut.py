"""Cuts Markdown or plain text into the pieces that can be statements."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from milepost.plan.reader.marks import without_marks
from milepost.plan.reader.prose import prose_lines
from milepost.plan.reader.sentences import sentences

_QUOTE = re.compile(r"^\s{0,3}(?:>\s?)+")
_HASHES = re.compile(r"^\s{0,3}#{1,6}(?=\s|$)")
_UNDERLINE = re.compile(r"^\s{0,3}(?:=+|-+)\s*$")
_RULE = re.compile(r"^\s{0,3}(?:[-*_=]\s*){3,}$")
_BOLD_LINE = re.compile(r"^\s*(?:\d+[.)]\s+)?(?:\*\*|__)(?P<title>[^*_]+)(?:\*\*|__)\s*:?\s*$")
_BULLET = re.compile(
    r"^(?P<indent>\s*)(?P<mark>[-*+•–·▪◦]|\(?\d{1,3}[.)]|[a-z]\))\s+(?:\[[ xX]\]\s+)?(?P<rest>.*)$"
)
_REFERENCE = re.compile(r"^\s{0,3}\[[^\]]+\]:\s*(?:<|/|#|mailto:|https?:)")
_LONGEST_LABEL = 6  # words of a lead-in such as "Our goals:" that is but a heading
_LONGEST_TITLE = 10  # words of a bold or capital line that is a heading
_NARROWEST_WRAP = 45  # characters: a shorter line before a capital letter was ended on purpose


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, list entry or table row with the line it begins on and its nearest heading."""

    line: int
    heading: str
    text: str


def cut(text: str) -> list[Piece]:
    """Cut a text into pieces, in its own order; code, front matter and comments are left out."""
    cutter = _Cutter()
    for number, line in prose_lines(text):
        cutter.take(number, line)
    cutter.close()
    return cutter.pieces


@dataclass(slots=True)
class _Cutter:
    pieces: list[Piece] = field(default_factory=list)
    section: str = ""
    lead: str = ""  # a lead-in such as "Our goals:", heading of what follows it
    lead_at: int = 0  # how many pieces there were when the lead-in was met
    heading: str = ""  # of the open block
    block: list[tuple[int, str]] = field(default_factory=list)  # its lines, marks taken off
    parents: list[tuple[int, str]] = field(default_factory=list)  # indent and text of list entries
    in_table: bool = False

    def take(self, number: int, line: str) -> None:
        """Take the next line in."""
        line = _QUOTE.sub("", line)
        if not line.strip() or _REFERENCE.match(line):
            self.close()
            self.in_table = False
            return
        forms = (self._heading, self._row, self._underline, self._bullet)
        if not any(form(number, line) for form in forms):
            self._prose(number, line)

    def close(self) -> None:
        """End the open block: its sentences become pieces."""
        lines, self.block = self.block, []
        if len(lines) == 1 and _is_label(lines[0][1]):
            self._lead_with(lines[0][1])
            return
        self.pieces += [Piece(line, self.heading, text) for line, text in _located(lines)]
        if lines and lines[-1][1].endswith(":") and not self.parents:
            self._lead_with(lines[-1][1])

    def _lead_with(self, words: str) -> None:
        if not self.parents:
            self.lead, self.lead_at = words.rstrip(" :"), len(self.pieces)

    def _heading(self, _number: int, line: str) -> bool:
        title = _title(line)
        if title is None or (self.block and _HASHES.match(line) is None):
            return False
        self.close()
        self._begin_section(without_marks(title))
        return True

    def _begin_section(self, title: str) -> None:
        self.section, self.lead, self.in_table = title.rstrip(" :"), "", False
        self.parents.clear()

    def _underline(self, _number: int, line: str) -> bool:
        """Read a line of signs: it makes the one line above a heading, or parts two blocks."""
        if _UNDERLINE.match(line) and len(self.block) == 1 and not self.parents:
            self._begin_section(self.block.pop()[1])
            return True
        if _RULE.match(line):
            self.close()
            return True
        return False

    def _row(self, number: int, line: str) -> bool:
        if "|" not in line:
            self.in_table = False
            return False
        if "-" in line and not line.strip("|:- \t"):
            head = self.block.pop() if self.block and "|" in self.block[-1][1] else None
            self.close()
            self._add_row(head)
            self.in_table = True
            return True
        if not (self.in_table or line.lstrip().startswith("|")):
            return False
        self.close()
        self._add_row((number, without_marks(line)))
        self.in_table = True
        return True

    def _add_row(self, row: tuple[int, str] | None) -> None:
        if row and any(character.isalnum() for character in row[1]):
            self.pieces.append(Piece(row[0], self.lead or self.section, row[1].strip("| ")))

    def _bullet(self, number: int, line: str) -> bool:
        match = _BULLET.match(line)
        in_prose = bool(self.block) and not self.parents
        if match is None or (in_prose and _is_late_number(match["mark"])):
            return False
        self.close()
        indent = len(match["indent"].expandtabs(4))
        while self.parents and self.parents[-1][0] >= indent:
            self.parents.pop()
        self.heading = self._heading_of_bullet()
        words = without_marks(match["rest"])
        self.parents.append((indent, words if _introduces(match["rest"], words) else ""))
        self.block = [(number, words)]
        return True

    def _heading_of_bullet(self) -> str:
        above = (words for _, words in reversed(self.parents) if words)
        return next(above, self.lead or self.section).rstrip(" :")

    def _prose(self, number: int, line: str) -> None:
        words = without_marks(line)
        if self.block and _was_ended(self.block[-1][1], words):
            self.close()
        if not self.block:
            self._begin_prose(line)
        self.block.append((number, words))
        if line.endswith(("  ", "\\")):
            self.close()

    def _begin_prose(self, line: str) -> None:
        if not line[:1].isspace():
            self.parents.clear()
        if len(self.pieces) > self.lead_at and not self.parents:
            self.lead = ""
        self.heading = self._heading_of_bullet()


def _is_late_number(mark: str) -> bool:
    """Tell a number that cannot begin a list: a wrapped line may start with one and a stop."""
    number = mark.strip("(.)")
    return number.isdigit() and number != "1"


def _title(line: str) -> str | None:
    hashes = _HASHES.match(line)
    if hashes:
        return line[hashes.end() :].strip().rstrip("#")
    bold = _BOLD_LINE.match(line)
    title = bold["title"] if bold else line.strip()
    is_short = len(title.split()) <= _LONGEST_TITLE
    return title if is_short and (bold or _is_in_capitals(title)) else None


def _is_in_capitals(line: str) -> bool:
    letters = sum(character.isalpha() for character in line)
    return line.isupper() and letters >= 4 and line[0].isalnum() and not set(line) & set("|.!?#")


def _is_label(words: str) -> bool:
    return words.endswith(":") and len(words.split()) <= _LONGEST_LABEL


def _introduces(raw: str, words: str) -> bool:
    """Tell whether a list entry is the heading of the entries below it."""
    return words.endswith(":") or _BOLD_LINE.match(raw) is not None


def _was_ended(above: str, words: str) -> bool:
    """Tell whether the break between two lines of prose was meant, not made by wrapping."""
    if _is_label(above):
        return True
    return len(above) < _NARROWEST_WRAP and not above.endswith(",") and not words[:1].islower()


def _located(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a block with the line each begins on."""
    numbers, starts, prose = [], [], ""
    for number, words in lines:
        numbers.append(number)
        starts.append(len(prose))
        prose += f"{words} "
    for offset, text in sentences(prose):
        yield numbers[bisect_right(starts, offset) - 1], text
