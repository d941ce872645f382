"""Takes the marks of Markdown off a line and leaves its words."""

import re

_BRACKETED = re.compile(r"!?\[([^\[\]]*)\](?:\((?:[^()]|\([^()]*\))*+\)|\[[^\[\]]*\])")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]+)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_STRONG = re.compile(r"\*\*|(?<!\w)__|__(?!\w)|`+|~~")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_]+)(?<=\S)\1(?![\w*])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def without_marks(line: str) -> str:
    """Return a line's words: links become their labels, emphasis and tags go, spaces close up."""
    line = _BRACKETED.sub(r"\1", line)
    line = _AUTOLINK.sub(r"\1", line)
    line = _TAG.sub(" ", line)
    line = _STRONG.sub("", line)
    line = _EMPHASIS.sub(r"\2", line)
    line = _ESCAPED.sub(r"\1", line)
    return " ".join(line.split())
