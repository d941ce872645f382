"""Objectives and numbers in words."""

import pytest

from milepost.plan.file import read_plan_text
from milepost.plan.sentences import number_words, objective_words


@pytest.mark.parametrize(
    ("number", "words"),
    [(20, "20"), (1200, "1,200"), (2.5, "2.5"), (1000.1, "1,000.1"), (0, "0"), (22.222, "22.22")],
)
def test_number_is_written_as_people_do(number, words):
    assert number_words(number) == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ("measure: leads, target: 20, per: month", "20 leads a month"),
        ("measure: leads, target: 180, per: total", "180 leads in total"),
        ("measure: sales, target: +20%", "sales +20 %"),
        ("measure: sales, target: -2.5%, per: year", "sales −2.5 % a year"),
        ("measure: sales, target: +20%, baseline: 50", "60 sales"),
        ("measure: answer_time, target: decide by 2027-02-28", "answer time"),
        ("kind: milestone, says: Named in the paper", "Named in the paper"),
        ("target: 5", "5 o"),
    ],
)
def test_objective_is_said_in_words(fields, words):
    goals = f"goals: [{{id: g, goal: g, objectives: [{{id: o, {fields}}}]}}]"
    text = f"plan: P\nstarts: 2027-01-04\n{goals}"
    assert objective_words(read_plan_text(text).find("o")) == words
