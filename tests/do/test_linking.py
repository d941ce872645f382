"""Links in texts: placed once, tracked where they can be followed, never dead."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.base.network import Facts
from milepost.do.linking import (
    LEFT_OUT,
    MARK,
    Source,
    address_for,
    is_safe_target,
    place,
    with_utm,
)

OUTSIDE = Facts(code="far", name="Far", says="Far away.")
INSIDE = Facts(code="near", name="Near", says="Near by.", reaches_outside=False)
SHOWS = Facts(code="page", name="Page", says="Shows links.", shows_link=True)
SOURCE = Source(network="far", strategy="teach", tactic="blog", post=7)


def address(facts, *, target="/g/checklist", public_url=""):
    return address_for(facts, code="abc", target=target, public_url=public_url, source=SOURCE)


def test_link_is_tracked_where_visitors_reach_us():
    for facts in (OUTSIDE, INSIDE, SHOWS):
        assert address(facts, public_url="https://post.example") == "https://post.example/l/abc"


def test_path_of_ours_is_never_published_to_outside_without_a_public_address():
    assert address(OUTSIDE) == ""
    assert place("Read on", address(OUTSIDE), OUTSIDE).says == LEFT_OUT


def test_path_of_ours_stands_where_nobody_outside_reads_it():
    assert address(INSIDE) == "/l/abc"


def test_original_address_tells_its_source_where_nobody_reaches_us():
    parts = urlsplit(address(OUTSIDE, target="https://shop.example/a?b=c&utm_source=mine#d"))
    assert (parts.netloc, parts.path, parts.fragment) == ("shop.example", "/a", "d")
    assert parse_qs(parts.query) == {
        "b": ["c"],
        "utm_source": ["mine"],
        "utm_medium": ["social"],
        "utm_campaign": ["teach"],
        "utm_content": ["blog-7"],
    }


def test_off_plan_link_names_its_post():
    source = Source(network="far", strategy="", tactic="", post=7)
    assert "utm_content=post-7" in with_utm("https://shop.example/", source)
    assert "utm_campaign" not in with_utm("https://shop.example/", source)


def test_link_stands_where_the_text_says():
    assert place("Read {link} now", "https://a.example", OUTSIDE).text == (
        "Read https://a.example now"
    )


def test_link_stands_at_the_end_else():
    assert place("Read on \n", "https://a.example", OUTSIDE).text == "Read on\n\nhttps://a.example"


def test_link_is_left_to_networks_that_show_it():
    placed = place("Read on", "https://a.example", SHOWS)
    assert (placed.text, placed.link) == ("Read on", "https://a.example")


def test_mark_leaves_no_gap_where_the_link_is_left_out():
    assert place("Read {link} now.", "", OUTSIDE).text == "Read now."
    assert place("{link}", "", OUTSIDE).text == ""


@given(st.text(), st.sampled_from([OUTSIDE, INSIDE, SHOWS]), st.booleans())
def test_mark_is_never_published(text, facts, reachable):
    where = address(facts, public_url="https://post.example" if reachable else "")
    assert MARK not in place(f"{text}{MARK}", where, facts).text


@given(st.text(alphabet=st.characters(exclude_characters="{")))
def test_words_around_a_link_are_kept(text):
    assert place(text, "https://a.example", OUTSIDE).text.startswith(text.rstrip())


@given(st.text())
def test_safe_target_is_a_path_of_ours_or_a_web_page(target):
    if is_safe_target(target):
        is_path = target.startswith("/") and not target.startswith("//")
        assert is_path or target.lower().startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "target",
    ["", "javascript:alert(1)", "//a.example", "/\\a.example", "https://", "http://[", "a"],
)
def test_other_target_is_not_safe(target):
    assert not is_safe_target(target)
