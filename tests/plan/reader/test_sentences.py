"""Prose is cut where a sentence ends, and nowhere else."""

import pytest

from milepost.plan.reader.sentences import sentences


def cut(prose: str) -> list[str]:
    return [text for _, text in sentences(prose)]


@pytest.mark.parametrize(
    "prose",
    [
        "Ask Dr. Ames and Mrs. Poe about St. Mary.",
        "Open at 9 a.m. Monday to Friday.",
        "Small shops, e.g. Bakers, i.e. Our neighbours.",
        "Be no. 1 in town, see fig. 2 below.",
        "J. R. Baker owns it.",
        "Go to https://a.example/b.c?d=E.F and read.",
        "Reach 1.5 million people with v2.0 of it.",
        "We wait … and then we act.",
        "They asked why? and left.",
    ],
)
def test_one_sentence_stays_whole(prose: str):
    assert cut(prose) == [prose]


@pytest.mark.parametrize(
    ("prose", "parts"),
    [
        ("We bake. We sell.", ["We bake.", "We sell."]),
        ("Why? Because! So…  Yes.", ["Why?", "Because!", "So…", "Yes."]),
        ('He said "Go." She went.', ['He said "Go."', "She went."]),
        ("Ends in 2027. 40 guests come.", ["Ends in 2027.", "40 guests come."]),
        ("They said no. We asked again.", ["They said no.", "We asked again."]),
        ("It was I. We knew.", ["It was I.", "We knew."]),
        ("パンを焼く。毎日売る。", ["パンを焼く。", "毎日売る。"]),
        ("(All of it.) “Then” more.", ["(All of it.)", "“Then” more."]),
        ("!!! ... ???", []),
    ],
)
def test_sentences_part_at_their_ends(prose: str, parts: list[str]):
    assert cut(prose) == parts


def test_offset_is_where_the_sentence_begins():
    prose = "  One.   Two."
    assert [prose[start : start + 3] for start, _ in sentences(prose)] == ["One", "Two"]
