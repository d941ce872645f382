"""Pictures are sound SVG, say what they show in words, and never lay words on words."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milepost.base.charts import (
    BarPicture,
    ChainLink,
    ChainPicture,
    Expected,
    LinePicture,
    Milepost,
    Point,
    RoadPicture,
    StripPicture,
    bar,
    chain,
    line,
    road,
    road_narrow,
    strip,
)
from milepost.base.charts.days import ticks
from milepost.base.charts.figures import figure, steps
from milepost.base.charts.lettering import Box, balanced, width_of, wrapped
from milepost.base.charts.line import stretches
from milepost.base.charts.road_layout import STONE, WIDTH, height_at, layout

SVG = "{http://www.w3.org/2000/svg}"
STARTS, ENDS = date(2027, 1, 4), date(2027, 12, 31)
TODAY = date(2027, 3, 16)

texts = st.text(max_size=90)
tones = st.sampled_from(["done", "good", "warn", "none"])
days = st.dates(date(2026, 12, 1), date(2028, 2, 1))
mileposts = st.builds(
    Milepost, day=days, label=texts, says=texts, tone=tones, href=st.none() | texts
)


def a_road(*posts: Milepost, today: date = TODAY, name: str = "road") -> RoadPicture:
    return RoadPicture(
        name=name,
        starts=STARTS,
        ends=ENDS,
        today=today,
        mileposts=posts,
        here="Here: 13 leads a month",
        vision="The first call of every first-time buyer in town",
        title="The road from January to the vision",
        says="Week 11 of 52.",
    )


def a_post(day: date, label: str = "20 leads a month") -> Milepost:
    return Milepost(day, label, "6 in 10", "good")


roads = st.builds(
    RoadPicture,
    name=st.just("road"),
    starts=st.just(STARTS),
    ends=st.just(ENDS),
    today=days,
    mileposts=st.lists(mileposts, max_size=24).map(tuple),
    here=texts,
    vision=texts,
    title=texts,
    says=texts,
)
links = st.builds(ChainLink, texts, st.none() | texts, st.none() | texts)
joins = st.sampled_from(["holds", "untested", "broken", "unknown"])
chains = st.builds(
    ChainPicture,
    st.just("chain"),
    st.tuples(links, links, links, links),
    st.tuples(joins, joins, joins),
    texts,
    texts,
)
amounts = st.none() | st.floats(-1e7, 1e7)
bars = st.builds(
    BarPicture,
    name=st.just("bar"),
    so_far=amounts,
    should_be=amounts,
    target=amounts,
    unit=texts,
    tone=st.sampled_from(["good", "warn", "none"]),
    title=texts,
    says=texts,
)
slots = st.sampled_from(["done", "missed", "open", "skipped"])
strips = st.builds(
    StripPicture,
    name=st.just("strip"),
    weeks=st.lists(st.lists(slots, max_size=20).map(tuple), max_size=8).map(tuple),
    title=texts,
    says=texts,
)
points = st.dictionaries(days, st.floats(-1e6, 1e6), max_size=30).map(
    lambda readings: tuple(Point(day, readings[day]) for day in sorted(readings))
)
lines = st.builds(
    LinePicture,
    name=st.just("line"),
    points=points,
    title=texts,
    says=texts,
    unit=texts,
    target=amounts,
)


def assert_sound(svg: str) -> Tree.Element:
    picture = Tree.fromstring(svg)
    assert picture.tag == f"{SVG}svg"
    title, desc = picture[0], picture[1]
    assert (title.tag, desc.tag) == (f"{SVG}title", f"{SVG}desc")
    assert title.text
    assert desc.text
    assert picture.get("aria-labelledby") == title.get("id")
    assert picture.get("aria-describedby") == desc.get("id")
    has_links = picture.find(f".//{SVG}a") is not None
    assert picture.get("role") == ("group" if has_links else "img")
    assert all("style" not in part.attrib for part in picture.iter())
    return picture


def words_of(picture: Tree.Element) -> list[str]:
    return [text.text or "" for text in picture.iter(f"{SVG}text")]


def boxes_of_text(picture: Tree.Element) -> list[tuple[str, Box]]:
    """Measure every line of text from the drawing itself."""
    measured = []
    for text in picture.iter(f"{SVG}text"):
        words = text.text or ""
        x, y, size = (float(text.get(key, 0)) for key in ("x", "y", "font-size"))
        width = width_of(words, size)
        left = x - width * {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor", "start")]
        measured.append((words, Box(left, y - size * 0.75, left + width, y + size * 0.2)))
    return measured


def assert_no_words_on_words(picture: Tree.Element) -> None:
    for (one, first), (other, second) in combinations(boxes_of_text(picture), 2):
        assert not first.meets(second), f"{one!r} lies on {other!r}"


@given(roads)
def test_road_is_sound_whatever_is_written_on_it(picture: RoadPicture) -> None:
    assert_sound(road(picture))
    assert_sound(road_narrow(picture))


@given(chains)
def test_chain_is_sound_whatever_is_written_on_it(picture: ChainPicture) -> None:
    assert_sound(chain(picture))


@given(bars)
def test_bar_is_sound_whatever_the_numbers(picture: BarPicture) -> None:
    assert_sound(bar(picture))


@given(strips)
def test_strip_is_sound_whatever_the_slots(picture: StripPicture) -> None:
    assert_sound(strip(picture))


@given(lines)
def test_line_is_sound_whatever_the_readings(picture: LinePicture) -> None:
    assert_sound(line(picture))


@settings(max_examples=200)
@given(roads)
def test_no_words_on_the_road_lie_on_others(picture: RoadPicture) -> None:
    assert_no_words_on_words(assert_sound(road(picture)))
    assert_no_words_on_words(assert_sound(road_narrow(picture)))


@given(roads)
def test_signs_stand_clear_of_the_road_and_its_stones(picture: RoadPicture) -> None:
    places = layout(picture)
    for sign in places.signs:
        assert sign.box.bottom < height_at(sign.box.right)
        assert not any(
            sign.box.meets(Box(x - 7, height_at(x) - STONE, x + 7, height_at(x)))
            for x in places.stones
        )


@given(roads)
def test_everything_on_the_road_stays_inside_the_picture(picture: RoadPicture) -> None:
    left, top, width, height = (
        float(n) for n in assert_sound(road(picture)).get("viewBox", "").split()
    )
    for words, box in boxes_of_text(Tree.fromstring(road(picture))):
        assert left <= box.left, words
        assert box.right <= left + width, words
        assert top <= box.top, words
        assert box.bottom <= top + height, words


@pytest.mark.parametrize("draw", [road, road_narrow])
def test_same_road_is_drawn_the_same(draw: Callable[[RoadPicture], str]) -> None:
    early, late = a_post(date(2027, 2, 1), "Open"), a_post(date(2027, 6, 30))
    assert draw(a_road(early, late)) == draw(a_road(late, early))


def test_few_mileposts_carry_their_own_words() -> None:
    picture = a_road(a_post(date(2027, 2, 1), "Channels open"), a_post(date(2027, 6, 30)))
    assert layout(picture).legend == ()
    assert "6 in 10 · 30 Jun" in words_of(Tree.fromstring(road(picture)))


def test_too_many_mileposts_get_numbers_and_a_list() -> None:
    posts = [a_post(STARTS + timedelta(12 * n), f"Step {n}") for n in range(30)]
    picture = a_road(*posts)
    words = words_of(Tree.fromstring(road(picture)))
    assert words.count("30") == 2
    assert "Step 29" in words
    assert len(layout(picture).legend) == 30


def test_mileposts_of_one_day_can_be_told_apart() -> None:
    places = layout(a_road(*(a_post(date(2027, 12, 31), f"Step {n}") for n in range(5))))
    assert all(
        later - sooner >= 14
        for sooner, later in zip(places.stones, places.stones[1:], strict=False)
    )
    assert places.stones[-1] < WIDTH


def test_year_is_written_where_the_plan_knows_more_than_one() -> None:
    posts = (a_post(date(2028, 6, 30)),)
    picture = RoadPicture("r", STARTS, date(2028, 12, 31), TODAY, posts, "Here", "There", "t", "s")
    assert "6 in 10 · 30 Jun 2028" in words_of(Tree.fromstring(road(picture)))


@pytest.mark.parametrize("today", [date(2026, 1, 1), STARTS, ENDS, date(2029, 1, 1)])
def test_marker_stays_on_the_road_before_and_after_the_plan(today: date) -> None:
    picture = Tree.fromstring(road(a_road(today=today)))
    marker = next(dot for dot in picture.iter(f"{SVG}circle") if dot.get("class") == "marker")
    assert 26 <= float(marker.get("cx", "0")) <= 900


def test_milepost_with_an_address_is_a_link() -> None:
    post = Milepost(date(2027, 6, 30), "20 leads", "6 in 10", "good", "/w/redding/plan/?part=a&b")
    link = Tree.fromstring(road(a_road(post))).find(f".//{SVG}a")
    assert link is not None
    assert link.get("href") == "/w/redding/plan/?part=a&b"


def test_narrow_road_has_names_of_its_own() -> None:
    picture = a_road(name="plan")
    assert 'id="plan-title"' in road(picture)
    assert 'id="plan-narrow-title"' in road_narrow(picture)


def test_narrow_road_puts_today_between_what_is_past_and_ahead() -> None:
    picture = a_road(a_post(date(2027, 2, 1), "Channels open"), a_post(date(2027, 6, 30)))
    words = words_of(Tree.fromstring(road_narrow(picture)))
    assert (
        words.index("Channels open")
        < words.index("Here: 13 leads a month")
        < words.index("20 leads a month")
    )


def a_chain(*joins: str, number: str | None = "30") -> str:
    links = tuple(ChainLink(label, number) for label in ("planned", "done", "visits", "leads"))
    return chain(ChainPicture("c", links, joins, "Chain", "Every link holds."))


def test_broken_join_is_crossed_out() -> None:
    assert a_chain("holds", "broken", "untested").count('class="cross"') == 1


def test_unknown_join_asks() -> None:
    assert "?" in words_of(Tree.fromstring(a_chain("holds", "holds", "unknown")))


def test_number_that_is_not_known_is_a_dash() -> None:
    words = words_of(Tree.fromstring(a_chain("holds", "holds", "holds", number=None)))
    assert words.count("–") == 4


def test_bar_without_a_reading_says_so() -> None:
    picture = BarPicture("b", None, 15.5, 20, "leads", "none", "Leads", "Not known yet.")
    words = words_of(Tree.fromstring(bar(picture)))
    assert "not known yet" in words
    assert not any("so far" in text for text in words)


def test_bar_beyond_its_target_keeps_both_apart() -> None:
    picture = Tree.fromstring(bar(BarPicture("b", 30, 15, 20, "leads", "good", "Leads", "s")))
    filled = next(part for part in picture.iter() if "filled" in part.get("class", ""))
    assert float(filled.get("width", "0")) == pytest.approx(332)


def test_strip_draws_a_dot_for_each_slot() -> None:
    picture = StripPicture("s", (("done", "missed"), ("open", "skipped")), "Blog", "1 of 3.")
    drawn = Tree.fromstring(strip(picture))
    assert [dot.get("class") for dot in drawn.iter(f"{SVG}circle")] == ["done", "missed", "open"]


def test_strip_of_many_slots_becomes_a_bar() -> None:
    weeks = (("done",) * 41, ("missed",) * 9)
    drawn = Tree.fromstring(strip(StripPicture("s", weeks, "Rounds", "41 of 50.")))
    widths = [float(share.get("width", "0")) for share in drawn.iter(f"{SVG}rect")]
    assert widths[0] / sum(widths) == pytest.approx(41 / 50, abs=0.01)


def test_missing_day_breaks_the_line() -> None:
    days = [1, 2, 3, 5, 8, 9]
    points = [Point(date(2027, 3, day), 4.0) for day in days]
    assert [len(run) for run in stretches(points, 1)] == [3, 1, 2]
    assert [len(run) for run in stretches(points, 3)] == [6]


def test_line_without_readings_says_so() -> None:
    picture = LinePicture("l", (), "Visits", "No readings yet.")
    assert "No readings yet" in words_of(Tree.fromstring(line(picture)))


def test_line_draws_a_lonely_reading_as_a_dot_and_the_band_ahead() -> None:
    picture = LinePicture(
        "l",
        (Point(date(2027, 3, 1), 4), Point(date(2027, 3, 2), 5), Point(date(2027, 3, 9), 6)),
        "Visits",
        "A few.",
        band=(Expected(date(2027, 3, 9), 6, 6), Expected(date(2027, 3, 30), 4, 12)),
    )
    classes = [part.get("class") for part in Tree.fromstring(line(picture)).iter()]
    assert classes.count("dot") == 1
    assert classes.count("drawn") == 1
    assert classes.count("band") == 1


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 5000), st.integers(2, 20))
def test_axis_never_names_more_days_than_it_has_room_for(
    starts: date, length: int, most: int
) -> None:
    ends = starts + timedelta(length)
    named = ticks(starts, ends, most=most)
    assert len(named) <= most
    assert all(starts <= tick.day <= ends for tick in named)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 6))
def test_steps_of_an_axis_reach_around_all_values(low: float, span: float, most: int) -> None:
    named = steps(low, low + span, most=most)
    slack = span * 1e-6
    assert named[0] <= low + slack
    assert named[-1] >= low + span - slack
    assert len(named) <= most + 1


@pytest.mark.parametrize(
    ("value", "written"),
    [(1200, "1,200"), (4.5, "4.5"), (0.0333, "0.0333"), (13, "13"), (1234.5, "1,234"), (0, "0")],
)
def test_figures_are_written_as_people_write_them(value: float, written: str) -> None:
    assert figure(value) == written


@given(texts, st.floats(40, 400))
def test_wrapped_lines_fit(text: str, width: float) -> None:
    assert all(width_of(row, 14) <= width for row in wrapped(text, width, 14, most=3))


@given(texts, st.floats(40, 400))
def test_balanced_lines_are_no_more_and_lose_no_letter(text: str, width: float) -> None:
    plain, even = wrapped(text, width, 14), balanced(text, width, 14)
    assert len(even) == len(plain)
    assert "".join("".join(even).split()) == "".join(text.split())
