"""The bar of an objective: its labels stand under their marks and never on each other."""

from itertools import combinations
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.base.charts import BarPicture, bar
from milepost.base.charts.lettering import Box, width_of

SVG = "{http://www.w3.org/2000/svg}"
AMOUNTS = st.none() | st.decimals(0, 1_000_000, places=2).map(float)


def drawn(so_far: float | None, should_be: float | None, target: float | None) -> Tree.Element:
    picture = BarPicture("b", so_far, should_be, target, "h", "none", "Time to answer", "3 h.")
    return Tree.fromstring(bar(picture))


def labels(picture: Tree.Element) -> dict[str, Box]:
    """Return where each label stands, by its words."""
    found = {}
    for text in picture.iter(f"{SVG}text"):
        words = text.text or ""
        x, y, size = (float(text.get(key, 0)) for key in ("x", "y", "font-size"))
        width = width_of(words, size)
        left = x - width / 2 if text.get("text-anchor") == "middle" else x
        found[words] = Box(left, y - size * 0.75, left + width, y + size * 0.2)
    return found


def stone(picture: Tree.Element) -> float:
    place = next(group.get("transform", "") for group in picture.iter(f"{SVG}g"))
    return float(place.removeprefix("translate(").split()[0])


@pytest.mark.parametrize(("target", "should_be"), [(2, 6), (4, 6), (20, 12)])
def test_number_wanted_stands_under_its_marker(target, should_be):
    picture = drawn(9, should_be, target)
    box = labels(picture)[f"{target} wanted"]
    assert box.left <= stone(picture) <= box.right


def test_number_wanted_takes_a_lower_line_where_the_first_is_taken():
    low, high = drawn(9, 6, 1), drawn(9, 6, 20)
    assert labels(low)["1 wanted"].top > labels(low)["9 h so far"].bottom
    assert labels(high)["20 wanted"].top == labels(high)["9 h so far"].top


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_no_label_lies_on_another_or_leaves_the_picture(so_far, should_be, target):
    picture = drawn(so_far, should_be, target)
    boxes = labels(picture)
    _, _, width, height = map(float, picture.get("viewBox", "").split())
    for first, second in combinations(boxes.values(), 2):
        assert not first.meets(second)
    for box in boxes.values():
        assert box.left >= -0.1  # places are written to a tenth
        assert box.right <= width + 0.1
        assert box.bottom <= height
