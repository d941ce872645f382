"""Readings files: what is taken, what is refused with which sentence, and how values add up."""

from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.plan.file import read_plan
from milepost.review.series import (
    BUSINESS,
    Readings,
    ReadingsError,
    Row,
    known_measures,
    known_parts,
    made,
    measure_of,
    read_readings,
    values,
    write_readings,
)

GOLDEN = Path(__file__).parent.parent / "golden"
PLAN = read_plan(GOLDEN / "plan.yaml")
HEADER = "day,measure,of,value\n"
DAY = date(2027, 1, 4)
OWN = read_plan(
    """plan: Own measures
starts: 2027-01-01
measures:
  - {id: answer_time, name: Time to answer, level: out-take, unit: h, kind: duration, better: down}
  - {id: balance, name: Came less went, level: out-take}
strategies:
  - {id: teach, strategy: Teach}
  - {id: meet, strategy: Meet}
tactics:
  - {id: blog, tactic: Blog, serves: teach}
  - {id: talk, tactic: Talk, serves: [meet, teach]}
  - {id: stray, tactic: Stray}
"""
)


def test_golden_readings_are_read_from_a_file_by_name_or_path():
    by_path = read_readings(GOLDEN / "readings.csv", PLAN)
    assert by_path == read_readings(str(GOLDEN / "readings.csv"), PLAN)
    assert by_path.first_day == date(2027, 1, 4)
    assert by_path.last_day == date(2027, 2, 28)
    assert sum(values(by_path, "leads", BUSINESS).values()) == 16


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("", None, "It is empty"),
        (HEADER, None, "no reading in it"),
        ("day;measure;of;value\n2027-01-04;leads;;1\n", 1, "day,measure,of,value"),
        ("day,measure,value\n2027-01-04,leads,1\n", 1, "day,measure,of,value"),
        (HEADER + "2027-01-04,leads,,1\n2027-01-05,lead,,1\n", 3, "did you mean 'leads'?"),
        (HEADER + "2027-01-04,leads,blgo,1\n", 2, "did you mean 'blog'?"),
        (HEADER + "2027-01-04,leads,qqqqqq,1\n", 2, "leave it empty"),
        (HEADER + "2027-01-04,leads,,1\n\n2027-01-04,leads,,2\n", 4, "second time"),
        (HEADER + "2027-01-04,leads,,inf\n", 2, "no number"),
        (HEADER + "2027-01-04,leads,,nan\n", 2, "no number"),
        (HEADER + "2027-01-04,leads,,1_000\n", 2, "no number"),
        (HEADER + "2027-01-04,leads,,١٢\n", 2, "no number"),
        (HEADER + "2027-01-04,leads,,\n", 2, "no number"),
        (HEADER + '2027-01-04,leads,,"1,000"\n', 2, "no number"),
        (HEADER + "2027-01-04,leads,,-1\n", 2, "less than 0"),
        (HEADER + "2027-02-30,leads,,1\n", 2, "no day of the calendar"),
        (HEADER + "04.01.2027,leads,,1\n", 2, "write it as 2027-01-04"),
        (HEADER + "20270104,leads,,1\n", 2, "write it as 2027-01-04"),
        (HEADER + "0001-01-01,leads,,1\n", 2, "out of reach"),
        (HEADER + "2027-01-04,leads,1\n", 2, "this has 3"),
    ],
)
def test_bad_readings_are_refused_with_line_and_sentence(text, line, part):
    with pytest.raises(ReadingsError) as caught:
        read_readings(text, PLAN)
    assert caught.value.line == line
    assert part in caught.value.says
    assert str(caught.value) == (f"line {line}: " if line else "") + caught.value.says


def test_error_in_a_file_names_the_file(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ReadingsError, match=r"mine\.csv: It is not UTF-8"):
        read_readings(file, PLAN)
    file.write_text(HEADER + "2027-01-04,lead,,1\n")
    with pytest.raises(ReadingsError, match=r"mine\.csv, line 2: There is no measure"):
        read_readings(file, PLAN)
    with pytest.raises(ReadingsError, match="cannot be read"):
        read_readings(tmp_path / "none.csv", PLAN)


def test_spreadsheet_marks_and_blanks_do_no_harm(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_bytes(b"\xef\xbb\xbfday,measure,of,value\r\n 2027-01-04 , leads ,, 3\r\n\r\n")
    assert list(read_readings(file, PLAN).rows) == [Row(DAY, "leads", "", 3.0)]


def test_money_and_own_measures_may_be_negative_but_no_duration():
    text = HEADER + "2027-01-04,revenue,,-20\n2027-01-04,balance,,-3\n"
    assert len(list(read_readings(text, OWN).rows)) == 2
    with pytest.raises(ReadingsError):
        read_readings(HEADER + "2027-01-04,answer_time,,-1\n", OWN)


def test_measures_are_the_known_ones_the_stages_and_the_plans_own():
    assert measure_of(PLAN, "escrows").level == "impact"
    assert measure_of(PLAN, "leads").level == "outcome"
    assert measure_of(OWN, "answer_time").statistic == "median"
    assert measure_of(PLAN, "answer_time") is None
    assert {"offers", "followers"} <= set(known_measures(PLAN))


def test_reading_may_be_of_a_label_the_plan_uses():
    assert {"blog", "teach", "buyers", "newsletter", "facebook"} <= set(known_parts(PLAN))


def own(*rows: tuple[int, str, str, float]) -> Readings:
    return Readings.of_rows(OWN, [Row(DAY + timedelta(days=n), m, of, v) for n, m, of, v in rows])


def test_strategy_without_a_row_is_what_its_tactics_add_up_to():
    readings = own((0, "clicks", "teach", 10), (0, "clicks", "blog", 4), (1, "clicks", "blog", 5))
    assert values(readings, "clicks", "teach") == {DAY: 10, DAY + timedelta(days=1): 5}


def test_tactic_of_two_strategies_counts_for_the_first_alone():
    readings = own((0, "clicks", "talk", 4))
    assert values(readings, "clicks", "meet") == {DAY: 4}
    assert values(readings, "clicks", "teach") == {}
    assert values(readings, "clicks", BUSINESS) == {DAY: 4}


def test_business_is_its_own_rows_else_all_strategies_and_stray_tactics():
    parts = ((0, "clicks", "teach", 10), (0, "clicks", "talk", 4), (0, "clicks", "stray", 1))
    assert values(own(*parts), "clicks", BUSINESS) == {DAY: 15}
    assert made(own(*parts), "clicks", BUSINESS).of == ("teach", "talk", "stray")
    assert values(own(*parts, (1, "clicks", "", 7)), "clicks", BUSINESS) == {
        DAY + timedelta(days=1): 7
    }


def test_levels_and_durations_are_never_added_up():
    readings = own((0, "followers", "blog", 100), (0, "answer_time", "blog", 2))
    assert values(readings, "followers", "teach") == {}
    assert values(readings, "answer_time", BUSINESS) == {}
    assert values(readings, "followers", "blog") == {DAY: 100}


ROWS = st.builds(
    Row,
    st.dates(date(1990, 1, 1), date(2200, 12, 31)),
    st.sampled_from(known_measures(PLAN)),
    st.sampled_from([BUSINESS, *known_parts(PLAN)]),
    st.floats(0, 1e12, allow_nan=False),
)


@given(st.lists(ROWS, min_size=1, unique_by=lambda row: row[:3]))
def test_what_is_written_reads_as_the_same(rows):
    assert list(read_readings(write_readings(rows), PLAN).rows) == sorted(rows)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    with pytest.raises(ReadingsError) as caught:
        read_readings(HEADER + text, PLAN)
    assert caught.value.says.endswith((".", "?"))


def test_hundred_thousand_rows_take_well_under_a_second():
    days = [DAY + timedelta(days=n) for n in range(1000)]
    parts = known_parts(PLAN)[:10]
    rows = [
        Row(day, measure, of, 1.5)
        for day in days
        for measure in known_measures(PLAN)[:10]
        for of in parts
    ]
    text = write_readings(rows)
    start = perf_counter()
    found = read_readings(text, PLAN)
    assert perf_counter() - start < 2
    assert sum(len(series) for series in found.series.values()) == 100_000
