"""Leaves out of a text what is not prose: front matter, fenced code and comments."""

import re
from collections.abc import Iterator

_LINE_END = re.compile(r"\r\n|\r|\n")
_FENCE = re.compile(r"^\s*(?P<fence>`{3,}|~{3,})")


def prose_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines numbered from 1; a line that is not prose comes empty."""
    lines = _LINE_END.split(_without_comments(text.removeprefix("\ufeff")))
    skipped = _front_matter(lines)
    fence = ""
    for number, line in enumerate(lines, start=1):
        mark = _FENCE.match(line) if number > skipped else None
        is_prose = number > skipped and not fence and mark is None
        if mark and not fence:
            fence = mark["fence"]
        elif mark and mark["fence"].startswith(fence):
            fence = ""
        yield number, line if is_prose else ""


def _without_comments(text: str) -> str:
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        line_ends = len(_LINE_END.findall(text, start, end))
        kept += [text[at:start], "\n" * line_ends]
        at = end + len("-->")
    return "".join([*kept, text[at:]])


def _front_matter(lines: list[str]) -> int:
    """Return how many lines the front matter takes, 0 without one."""
    if lines[0].rstrip() != "---":
        return 0
    ends = (n for n, line in enumerate(lines[1:], start=2) if line.rstrip() in {"---", "..."})
    return next(ends, 0)
