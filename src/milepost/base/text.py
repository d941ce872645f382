"""Small questions about text."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like `word`, or None when none is near."""
    matches = get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def joined(words: Iterable[str], last: str = "and") -> str:
    """Join words as people write them: a, b and c."""
    parts = list(words)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def shortened(words: str, *, longest: int = 60) -> str:
    """Return the words for use in a sentence, cut where they are long."""
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def slugged(words: str, *, longest: int = 50) -> str:
    """Turn words into the part of an address: lower case, a-z, 0-9 and hyphens."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii").lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) <= longest:
        return slug
    return slug[:longest].rsplit("-", 1)[0].strip("-") or slug[:longest]
