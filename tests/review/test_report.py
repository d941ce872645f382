"""The whole review of the golden files, in figures and in words."""

import json
from datetime import date
from pathlib import Path

from milepost.plan.file import read_plan
from milepost.review.report import review
from milepost.review.series import Readings, Row, read_readings

GOLDEN = Path(__file__).parent.parent / "golden"
PLAN = read_plan(GOLDEN / "plan.yaml")
READINGS = read_readings(GOLDEN / "readings.csv", PLAN)
EXPECTED = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))
FOUND = review(PLAN, READINGS, as_of=date(2027, 2, 28))


def test_golden_objectives_come_out_as_given():
    said = {each["id"]: each for each in FOUND.as_json()["objectives"]}
    for objective, numbers in EXPECTED["review_as_of_2027-02-28"].items():
        assert numbers.items() <= said[objective].items()


def test_golden_adherence_comes_out_as_given():
    said = {each["tactic"]: each for each in FOUND.as_json()["adherence"]}
    for tactic, numbers in EXPECTED["adherence"].items():
        assert numbers.items() <= said[tactic].items()
    assert said["question"] == {"tactic": "question", "planned": 20, "done": None}
    assert "spring" not in said


def test_json_has_the_promised_keys_and_claims_no_verdict():
    said = FOUND.as_json()
    assert (said["as_of"], said["weeks"]) == ("2027-02-28", 8.0)
    assert said["contributions"] == said["strategies"] == []
    keys = "id measure target per by so_far should_be chance forecast needed says"
    assert all(" ".join(each) == keys for each in said["objectives"])
    assert [link["count"] for link in said["chains"][0]["links"]] == [24, 16, 448, 16]
    json.dumps(said, allow_nan=False)


def test_sentence_says_where_the_objective_stands():
    says = FOUND.as_json()["objectives"][0]["says"]
    assert says == "8 leads in the last month; 11.8 would be on the line to 20 by 30 June."


def test_same_files_give_the_same_bytes_in_whatever_order_the_rows_are():
    turned = Readings.of_rows(PLAN, reversed(list(READINGS.rows)))
    again = review(PLAN, turned, as_of=date(2027, 2, 28))
    assert json.dumps(again.as_json()) == json.dumps(FOUND.as_json())
    assert again.as_text() == FOUND.as_text()


def test_readings_after_the_day_change_nothing():
    later = Row(date(2027, 2, 20), "done", "events", 1.0)
    until = [row for row in READINGS.rows if row.day <= date(2027, 1, 31)]
    early = review(PLAN, Readings.of_rows(PLAN, until), as_of=date(2027, 1, 31))
    whole = Readings.of_rows(PLAN, [*READINGS.rows, later])
    assert early.as_json() == review(PLAN, whole, as_of=date(2027, 1, 31)).as_json()


def test_text_opens_with_words():
    text = FOUND.as_text()
    assert text.startswith("Golden Homes 2027, week 8\nAs of 28 February 2027\n")
    assert "16 of 24 done." in text
    assert "Something came through every link." in text


def test_plan_that_has_not_begun_can_be_reviewed():
    found = review(PLAN, Readings(PLAN, {}), as_of=date(2026, 12, 1))
    assert found.as_json()["weeks"] == 0
    assert found.as_json()["adherence"] == found.as_json()["chains"] == []
    assert "before its start" in found.as_text()


def test_bare_plan_can_be_reviewed():
    plan = read_plan("plan: Bare\nstarts: 2027-01-01\n")
    text = review(plan, Readings(plan, {}), as_of=date(2027, 2, 1)).as_text()
    assert text == "Bare, week 5\nAs of 1 February 2027\n"
