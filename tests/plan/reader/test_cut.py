"""A text is cut at headings, lists, tables and sentences, and nothing is made up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milepost.plan.reader.cut import cut

PIECES = [
    "# Goals", "Goals\n=====", "Aims\n---", "- one", "  - two", "1. three", "* [ ] four", "> said",
    "| a | b |", "|---|:-:|", "a | b", "```", "~~~", "---", "<!-- hidden", "-->", "", "Our goals:",
    "**Bold line**", "GOALS", "Write to a@b.example. Then wait.", "[text](https://a.example/b)",
    "*so* and _so_", "\\* not a star", "Ünïcode – naïve… Yes!", "12. Wrapped", "a) letter",
]  # fmt: skip
MARKED = st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=25).map("\n".join)
UNMARKED = st.text(alphabet="abc XYZ 019 ,.!?\n", max_size=300)


def texts(source: str) -> list[str]:
    return [piece.text for piece in cut(source)]


def headed(source: str) -> list[tuple[str, str]]:
    return [(piece.heading, piece.text) for piece in cut(source)]


def occurs_in_order(text: str, source: str) -> bool:
    signs = iter(source)
    return all(sign in signs for sign in text if not sign.isspace())


@settings(max_examples=300)
@given(MARKED | st.text())
def test_any_text_is_cut_into_signs_of_its_own(source: str):
    line_count = len(source.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    for piece in cut(source):
        assert 1 <= piece.line <= line_count
        assert any(sign.isalnum() for sign in piece.text)
        assert occurs_in_order(piece.text, source)
        assert occurs_in_order(piece.heading, source)


@given(UNMARKED)
def test_a_statement_without_marks_stands_in_the_source_word_for_word(source: str):
    spaced = " ".join(source.split())
    assert all(text in spaced for text in texts(source))


def test_lines_come_in_order():
    lines = [piece.line for piece in cut("# A\n\nOne. Two.\n\n- three\n- four\n\n| a | b |\n")]
    assert lines == [3, 3, 5, 6, 8]


@pytest.mark.parametrize(
    "heading",
    [
        "# Goals",
        "### Goals ###",
        "Goals\n=====",
        "Goals\n-----",
        "**Goals**",
        "__Goals:__",
        "Goals:",
    ],
)
def test_heading_is_known_however_it_is_written(heading: str):
    assert headed(f"{heading}\n\nMore guests.") == [("Goals", "More guests.")]


def test_capitals_are_a_heading_in_plain_text():
    assert headed("OUR GOALS\nMore guests\n") == [("OUR GOALS", "More guests")]


def test_nearest_heading_counts():
    source = "# Plan\n\nIntro.\n\n## Goals\n\nMore guests.\n"
    assert headed(source) == [("Plan", "Intro."), ("Goals", "More guests.")]


def test_lead_in_is_the_heading_of_its_list_only():
    source = "# Plan\n\nOur goals:\n\n- more guests\n- more talk\n\nThe rest.\n"
    assert headed(source) == [
        ("Our goals", "more guests"),
        ("Our goals", "more talk"),
        ("Plan", "The rest."),
    ]


def test_entry_with_a_colon_is_the_heading_of_the_entries_below_it():
    source = "- Facebook:\n  - a photo a week\n    at noon\n  - a poll\n- Blog\n"
    assert headed(source) == [
        ("Facebook", "a photo a week at noon"),
        ("Facebook", "a poll"),
        ("", "Blog"),
    ]


@pytest.mark.parametrize("mark", ["-", "*", "+", "•", "1.", "2)", "a)", "- [ ]", "- [x]"])
def test_list_mark_is_left_out(mark: str):
    assert texts(f"{mark} call the press") == ["call the press"]


def test_wrapped_paragraph_is_joined_and_located():
    source = (
        "We want to be the people whom everybody in the quarter asks about\n"
        "bread. In 2027\nwe begin with the oldest houses, because that is where our guests live.\n"
    )
    first, second = cut(source)
    assert first.text.endswith("asks about bread.")
    assert (first.line, second.line) == (1, 2)


def test_short_lines_that_begin_anew_are_pieces_of_their_own():
    assert texts("Vision: a quarter that bakes\nMission: to teach it\n") == [
        "Vision: a quarter that bakes",
        "Mission: to teach it",
    ]


def test_number_at_the_start_of_a_wrapped_line_begins_no_list():
    source = "The bakery was opened by the grandmother of the owner in\n1987. It has two ovens.\n"
    assert texts(source) == [
        "The bakery was opened by the grandmother of the owner in 1987.",
        "It has two ovens.",
    ]


def test_table_rows_are_pieces_and_the_line_under_the_head_is_not():
    source = "## Work\n| What | Who |\n|------|:---:|\n| Post a photo | Ann |\n"
    assert headed(source) == [("Work", "What | Who"), ("Work", "Post a photo | Ann")]


def test_table_without_outer_bars_is_a_table():
    assert texts("What | Who\n--- | ---\nPost | Ann\n\nEnd.") == [
        "What | Who",
        "Post | Ann",
        "End.",
    ]


def test_front_matter_code_and_comments_are_left_out():
    source = (
        "---\ntitle: Plan. Draft.\n---\nSeen. <!-- not\nseen. --> Also seen.\n"
        "```python\ncode. Code.\n```\n~~~~\n```\nmore code\n~~~~\nLast.\n"
    )
    assert texts(source) == ["Seen.", "Also seen.", "Last."]


def test_a_rule_at_the_top_is_no_front_matter():
    assert texts("---\n\nSeen.\n") == ["Seen."]


def test_marks_are_taken_off():
    source = (
        "> **Post** a [photo](https://a.example/(x)) of `bread` at *noon*, snake_case stays.<br>"
    )
    assert texts(source) == ["Post a photo of bread at noon, snake_case stays."]
    assert texts("It is 2 * 3 * 4 and snake_case_word.") == ["It is 2 * 3 * 4 and snake_case_word."]
    assert texts("See ![oven](oven.png) and [home][1].\n\n[1]: https://a.example\n") == [
        "See oven and home."
    ]


def test_windows_and_old_mac_line_ends_count_once():
    assert [piece.line for piece in cut("One.\r\n\r\nTwo.\r\rThree.")] == [1, 3, 5]
