"""Values come back from their cells unharmed, and no spreadsheet runs a text."""

import csv
import io
from datetime import UTC, date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.archive.cells import (
    FORMULA_STARTS,
    guarded,
    read_day,
    read_decimal,
    read_moment,
    read_number,
    read_truth,
    read_whole,
    unguarded,
    written,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
MOMENTS = st.datetimes(timezones=st.just(UTC))


@given(TEXTS)
def test_any_text_comes_back_through_a_csv_file(text):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow([written(text), "end"])
    [[cell, _]] = csv.reader(io.StringIO(out.getvalue(), newline=""), strict=True)
    assert unguarded(cell) == text


@given(st.sampled_from(["", "'", "''", *FORMULA_STARTS]), TEXTS)
def test_no_cell_of_text_begins_as_a_formula(start, text):
    cell = guarded(start + text)
    assert not cell.startswith(FORMULA_STARTS)
    assert unguarded(cell) == start + text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_comes_back_to_the_bit(number):
    assert repr(read_number(written(number))) == repr(number)


@given(st.one_of(st.integers(-(2**62), 2**62)))
def test_any_whole_number_comes_back(number):
    assert read_whole(written(number)) == number


@given(MOMENTS)
def test_any_moment_comes_back(moment):
    assert read_moment(written(moment)) == moment


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, max_value=10**12))
def test_money_comes_back_to_the_cent(amount):
    assert read_decimal(written(amount)) == amount


def test_days_and_truths_come_back():
    assert read_day(written(date(2027, 2, 28))) == date(2027, 2, 28)
    assert [read_truth(written(each)) for each in (True, False)] == [True, False]
    assert written(None) == ""
    assert written(Decimal("1.50")) == "1.50"


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (read_number, "inf"), (read_number, "nan"), (read_number, ""), (read_number, "1e999"),
        (read_whole, "1.0"), (read_whole, ""), (read_whole, "--1"), (read_whole, "9" * 30),
        (read_moment, "2027-01-04T08:00"), (read_moment, "0001-01-01T00:00+23:00"),
        (read_day, "2027-02-29"), (read_truth, "True"), (read_decimal, "NaN"), (read_decimal, "x"),
    ],
)  # fmt: skip
def test_what_is_no_value_is_said(read, cell):
    with pytest.raises(ValueError, match="is n"):
        read(cell)
