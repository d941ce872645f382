"""Small questions about text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.base.text import joined, nearest, shortened, slugged


@pytest.mark.parametrize(
    ("words", "sentence"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_joined_as_people_write_them(words, sentence):
    assert joined(words) == sentence
    assert joined(iter(words), "or") == sentence.replace("and", "or")


def test_nearest_word_is_near_or_none():
    known = ["vision", "mission", "why"]
    assert [nearest(each, known) for each in ("vison", "Mision", "xyzzy", "")] == [
        "vision",
        "mission",
        None,
        None,
    ]
    assert nearest("a", []) is None


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Redding Homes", "redding-homes"),
        ("  Café & Crème!  ", "cafe-creme"),
        ("日本", ""),
        ("ﬁrst", "first"),
        ("a" * 60, "a" * 50),
        ("word " * 20, "word-word-word-word-word-word-word-word-word-word"),
    ],
)
def test_words_become_part_of_an_address(words, slug):
    assert slugged(words) == slug


@given(st.text(), st.integers(1, 60))
def test_slug_is_plain_short_and_its_own_slug(words, longest):
    slug = slugged(words, longest=longest)
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug)
    assert len(slug) <= longest
    assert slugged(slug, longest=longest) == slug


@given(st.text(), st.integers(2, 60))
def test_words_are_cut_only_where_they_are_long(words, longest):
    short = shortened(words, longest=longest)
    assert short == words if len(words) <= longest else short == words[: longest - 1] + "…"
