"""HTML from outside shows its words and links, and does nothing else."""

import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.base.html import LONGEST, cleaned, without_tags

PAYLOADS = (Path(__file__).parent / "payloads.txt").read_text(encoding="utf-8").splitlines()
MAY = {"a": {"href", "rel"}, "ol": {"start"}}
ANYWHERE = {"lang", "dir"}
NEVER = {"script", "style", "svg", "math", "img", "iframe", "form", "base", "meta", "link"}


class Tags(HTMLParser):
    """Notes the tags and attributes of a text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def is_harmless(html: str) -> bool:
    for tag, attributes in Tags(html).found:
        assert tag not in NEVER
        assert set(attributes) <= MAY.get(tag, set()) | ANYWHERE
        scheme = (attributes.get("href") or "https:").partition(":")[0].lower()
        assert scheme in {"http", "https", "mailto"}
    return True


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_leaves_nothing_that_runs_or_loads(payload):
    assert is_harmless(cleaned(payload))
    assert Tags(without_tags(payload)).found == []


pieces = st.sampled_from(PAYLOADS) | st.text(max_size=8)
pieces |= st.sampled_from(["<p>", "</p>", "<svg>", "</math>", "<!--", "-->", '"', "'", "<table>"])


@given(html=st.lists(pieces, max_size=6).map("".join))
def test_payloads_mixed_and_cut_leave_nothing_either(html):
    once = cleaned(html)
    assert is_harmless(once)
    assert cleaned(once) == once


def test_words_and_links_stay():
    html = (
        '<p lang="de">Guten <b>Tag</b>, <a href="https://a.example/?b=1&amp;c=2">hier</a>.<br></p>'
    )
    assert cleaned(html) == html.replace('c=2">', 'c=2" rel="noopener nofollow">')
    assert without_tags(html) == "Guten Tag, hier."


def test_direction_stays_and_look_goes():
    html = '<p dir="rtl" class="x" style="color:red" id="y">שלום</p>'
    assert cleaned(html) == '<p dir="rtl">שלום</p>'


@pytest.mark.parametrize("address", ["/signout/", "//a.example/", "ftp://a.example/", "x", "?a=1"])
def test_address_that_is_relative_or_odd_goes(address):
    assert cleaned(f'<a href="{address}">here</a>') == '<a rel="noopener nofollow">here</a>'


def test_plain_text_stays_plain():
    assert cleaned("a &lt;b&gt; &amp; c") == "a &lt;b&gt; &amp; c"
    assert without_tags("<p>1 &lt; 2</p>") == "1 &lt; 2"


def test_half_a_surrogate_pair_is_marked():
    assert cleaned("<p>a\ud800b</p>") == "<p>a?b</p>"


@pytest.mark.parametrize("tag", ["<div>", "<ul><li>", "<b><i><a>", "<p><b>", "<table>"])
def test_deep_nesting_takes_little_time(tag):
    began = time.monotonic()
    cleaned(tag * 1_000_000)
    assert time.monotonic() - began < 5
    assert len(cleaned("x" * 90_000)) == LONGEST
