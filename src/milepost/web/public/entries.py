"""A post of the own page in the form in which page and feeds show it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.template.defaultfilters import linebreaks_filter, urlize
from django.utils.text import Truncator
from django.utils.translation import gettext

from milepost.do.linking import MARK
from milepost.do.models import Delivery

# About as much as fits under a heading before the next post wants to be seen.
EXCERPT_WORDS = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """One post: its words as plain text, and its addresses in full."""

    title: str
    text: str
    address: str
    at: datetime
    changed_at: datetime
    call: str
    call_address: str

    @property
    def headline(self) -> str:
        """The title, else the first line."""
        return self.title or Truncator(self.text.split("\n", 1)[0]).chars(80)

    @property
    def summary(self) -> str:
        """The first words, on one line."""
        return Truncator(" ".join(self.text.split())).chars(160)

    @property
    def html(self) -> str:
        """The text escaped, in paragraphs, its addresses as links."""
        return linebreaks_filter(urlize(self.text))

    @property
    def excerpt(self) -> str:
        """The beginning of the text, as `html`."""
        words = islice(re.finditer(r"\S+", self.text), EXCERPT_WORDS)
        end = max((word.end() for word in words), default=0)
        return linebreaks_filter(urlize(f"{self.text[:end]}{' …' if self.is_long else ''}"))

    @property
    def is_long(self) -> bool:
        """Tell whether the excerpt leaves something out."""
        return len(self.text.split()) > EXCERPT_WORDS


def entry_of(delivery: Delivery, calls: Mapping[str, str], root: str) -> Entry:
    """Make the entry of a delivery; `calls` says what each tactic asks, `root` starts addresses."""
    post, link = delivery.post, getattr(delivery, "link", None)
    tracked = f"{root}/l/{link.code}" if link else ""
    asks = calls.get(post.tactic.code, "") if post.tactic else ""
    at = delivery.sent_at or post.made_at
    return Entry(
        title=post.title,
        text=(delivery.text or post.text).replace(MARK, tracked).strip(),
        address=f"{root}/p/{delivery.workspace.slug}/{delivery.remote_id}/",
        at=at,
        changed_at=delivery.reworded_at or at,
        call=asks or gettext("Read on"),
        call_address=tracked,
    )
