"""Programs send readings, all or none, and ask how far the plan has come."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.api.conftest import is_error

from milepost.plan.file import read_plan
from milepost.review.models import Reading
from milepost.review.report import review
from milepost.review.series import Row, read_readings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_golden")]
CSV = "day,measure,of,value\n2027-01-04,leads,,1\n2027-01-04,clicks,teach,5.5\n"
AS_LIST = [
    {"day": "2027-01-04", "measure": "leads", "value": 1},
    {"day": "2027-01-04", "measure": "clicks", "of": "teach", "value": 5.5},
]


def test_readings_come_as_a_file_or_as_a_list(of_manager):
    answer = of_manager("POST", "readings", f"\ufeff{CSV}", kind="text/csv; charset=utf-8")
    assert answer.json() == {"added": 2, "changed": 0, "to_come": 0}
    assert of_manager.tell("readings", AS_LIST, status=200) == {
        "added": 0,
        "changed": 0,
        "to_come": 0,
    }
    changed = [{**AS_LIST[0], "value": 2}]
    assert of_manager.tell("readings", changed, status=200) == {
        "added": 0,
        "changed": 1,
        "to_come": 0,
    }
    assert of_manager.ask("readings?measure=leads")["items"] == [
        {"day": "2027-01-04", "measure": "leads", "of": "", "value": 2.0, "source": "given"}
    ]


@pytest.mark.parametrize(
    ("fault", "where"),
    [
        ({"measure": "lead"}, "1"),
        ({"of": "nobody"}, "1"),
        ({"value": -1}, "1"),
        ({"of": '",\'"'}, "1"),
        ({"day": "2027-02-30"}, "1.day"),
        ({"day": 3}, "1.day"),
        ({"value": "many"}, "1.value"),
        ({"value": None}, "1.value"),
        ({"of": "a\nb"}, "1.of"),
        ({"extra": 1}, "1.extra"),
    ],
)
def test_one_bad_reading_of_a_list_keeps_all_out(of_manager, fault, where):
    sent = [AS_LIST[0], {**AS_LIST[1], **fault}]
    assert is_error(of_manager("POST", "readings", sent), 422, where)
    assert not Reading.objects.exists()


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e999"])
def test_what_is_no_number_is_no_reading(of_manager, text):
    sent = f'[{{"day": "2027-01-04", "measure": "leads", "value": {text}}}]'
    assert is_error(of_manager("POST", "readings", sent), 422, "0.value")


def test_bad_line_of_a_file_is_named(of_manager):
    answer = of_manager("POST", "readings", f"{CSV}2027-01-05,leads,,x\n", kind="text/csv")
    assert is_error(answer, 422, "line 4")
    assert is_error(of_manager("POST", "readings", "[]"), 422)
    assert is_error(of_manager("POST", "readings", '{"day": 1}'), 422)
    assert is_error(of_manager("POST", "readings", b"\xff", kind="text/csv"), 400)
    assert not Reading.objects.exists()


def test_readings_without_a_plan_are_refused(of_stranger):
    assert is_error(of_stranger("POST", "readings", AS_LIST), 422)


def test_readings_are_filtered_and_paged(of_viewer, planned, django_assert_max_num_queries):
    days = [date(2027, 1, day) for day in range(1, 32)]
    rows = [Row(day, "leads", of, 1.0) for day in days for of in ("", "teach")]
    Reading.objects.bulk_create(
        Reading(workspace=planned, source="counted", **row._asdict()) for row in rows
    )
    with django_assert_max_num_queries(12):
        told = of_viewer.ask("readings?size=10")
    assert (told["count"], told["pages"], told["items"][0]["day"]) == (62, 7, "2027-01-31")
    for query, count in [
        ("of=", 31),
        ("of=teach&since=2027-01-10", 22),
        ("until=2027-01-02", 4),
        ("measure=clicks", 0),
    ]:
        assert of_viewer.ask(f"readings?{query}")["count"] == count
    assert is_error(of_viewer("GET", "readings?since=yesterday"), 422, "since")


def test_review_is_that_of_the_command(of_manager, of_viewer, golden_plan):
    of_manager("POST", "readings", CSV, kind="text/csv")
    told = of_viewer.ask("review?as_of=2027-01-10")
    plan = read_plan(golden_plan)
    found = review(plan, read_readings(CSV, plan), as_of=date(2027, 1, 10))
    assert told == found.as_json()
    assert told["as_of"] == "2027-01-10"


def test_review_is_as_of_today_unless_told(of_viewer):
    assert date.fromisoformat(of_viewer.ask("review")["as_of"])
    assert is_error(of_viewer("GET", "review?as_of=soon"), 422, "as_of")


def test_no_plan_has_no_review(of_stranger):
    assert is_error(of_stranger("GET", "review"), 404)


def test_readings_of_days_to_come_are_counted_out(of_manager, monkeypatch):
    monkeypatch.setattr("milepost.review.actions.timezone", timezone)
    day = str(timezone.now().date() + timedelta(days=3))
    sent = [{**AS_LIST[0], "day": "2026-01-05"}, {**AS_LIST[0], "day": day}]
    assert of_manager.tell("readings", sent, status=200) == {"added": 2, "changed": 0, "to_come": 1}
