"""Writing readings: all or nothing, given before counted, the same again without harm."""

from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from milepost.base.errors import SaidError
from milepost.do.models import ChangedDay
from milepost.engine.claims import Claim
from milepost.review.actions import (
    Imported,
    add_reading,
    import_readings,
    keep_counted,
    store_counted,
)
from milepost.review.models import Reading
from milepost.review.queries import export_readings, review_of
from milepost.review.series import ReadingsError, Row, write_readings
from milepost.team.models import Record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_golden")]
HEADER = "day,measure,of,value\n"
DAY = date(2027, 1, 4)


def kept(workspace) -> dict[tuple[str, str], tuple[float, str]]:
    rows = Reading.objects.filter(workspace=workspace, day=DAY)
    return {(row.measure, row.of): (row.value, row.source) for row in rows}


def test_import_adds_and_changes_and_counts_both(planned):
    text = HEADER + "2027-01-04,leads,,1\n2027-01-05,leads,,2\n"
    assert import_readings(planned, text) == Imported(added=2, changed=0)
    again = HEADER + "2027-01-04,leads,,1\n2027-01-05,leads,,3\n2027-01-06,leads,,0\n"
    assert import_readings(planned, again) == Imported(added=1, changed=1)
    assert import_readings(planned, again) == Imported(added=0, changed=0)
    assert Reading.objects.filter(workspace=planned).count() == 3


def test_nothing_is_kept_where_a_line_is_bad(planned):
    with pytest.raises(SaidError, match="line 3"):
        import_readings(planned, HEADER + "2027-01-04,leads,,1\n2027-01-05,lead,,2\n")
    assert not Reading.objects.exists()


def test_name_of_a_file_is_text_and_opens_nothing(planned, tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(HEADER + "2027-01-04,leads,,1\n")
    with pytest.raises(SaidError, match="The first line is to be"):
        import_readings(planned, str(file))


def test_workspace_without_a_plan_is_told_to_write_one(workspace):
    with pytest.raises(SaidError, match="no plan yet"):
        import_readings(workspace, HEADER + "2027-01-04,leads,,1\n")


def test_what_is_given_replaces_what_was_counted(planned):
    store_counted(planned.pk, DAY, {("leads", ""): 2.0})
    assert import_readings(planned, HEADER + "2027-01-04,leads,,3\n") == Imported(0, 1)
    assert kept(planned) == {("leads", ""): (3, "given")}


def test_counting_again_leaves_alone_what_was_given(planned):
    import_readings(planned, HEADER + "2027-01-04,leads,,3\n")
    store_counted(planned.pk, DAY, {("leads", ""): 2.0, ("clicks", ""): 1.0})
    store_counted(planned.pk, DAY, {("clicks", ""): 4.0, ("done", "blog"): 1.0})
    assert kept(planned) == {
        ("leads", ""): (3, "given"),
        ("clicks", ""): (4, "counted"),
        ("done", "blog"): (1, "counted"),
    }
    store_counted(planned.pk, DAY, {})
    assert kept(planned) == {("leads", ""): (3, "given")}


def test_counting_the_same_again_changes_no_row(planned):
    values = {("clicks", ""): 4.0, ("done", "blog"): 0.0}
    store_counted(planned.pk, DAY, values)
    before = list(Reading.objects.order_by("pk").values())
    store_counted(planned.pk, DAY, values)
    assert list(Reading.objects.order_by("pk").values()) == before


def test_other_workspaces_and_days_are_left_alone(planned, other_workspace):
    store_counted(planned.pk, DAY, {("clicks", ""): 4.0})
    store_counted(planned.pk, DAY + timedelta(days=1), {})
    store_counted(other_workspace.pk, DAY, {})
    assert kept(planned) == {("clicks", ""): (4, "counted")}


def test_typed_reading_is_checked_like_a_file(planned):
    typed = {"day": "2027-01-04", "measure": "leads", "of": "", "value": "2.5"}
    assert add_reading(planned, **typed) == Imported(1, 0)
    assert kept(planned) == {("leads", ""): (2.5, "given")}
    with pytest.raises(SaidError, match="no number"):
        add_reading(planned, **{**typed, "value": "1\n2027-01-05,leads,,9"})


def test_export_reads_as_the_same(planned, golden_readings):
    import_readings(planned, golden_readings)
    text = export_readings(planned)
    assert sorted(text.splitlines()) == sorted(golden_readings.splitlines())
    assert import_readings(planned, text) == Imported(0, 0)


def test_review_from_the_database_is_that_of_the_files(planned, golden_readings):
    import_readings(planned, golden_readings)
    found = review_of(planned, date(2027, 2, 28)).as_json()
    assert [each["so_far"] for each in found["objectives"]] == [8, 16, None]


def test_hundred_thousand_rows_are_taken_in_seconds(planned):
    measures = ("clicks", "visits", "impressions", "engagements", "done")
    parts = ("blog", "events", "rounds", "letter", "question", "teach", "facebook", "wordpress")
    rows = [
        Row(DAY + timedelta(days=n), measure, of, 1.0)
        for n in range(2500)
        for measure in measures
        for of in parts
    ]
    text, start = write_readings(rows), perf_counter()
    with CaptureQueriesContext(connection) as asked:
        assert import_readings(planned, text) == Imported(added=100_000, changed=0)
    assert perf_counter() - start < 20
    assert len(asked) < 14
    assert Reading.objects.count() == 100_000


@pytest.fixture
def tomorrow(planned, monkeypatch) -> str:
    """The day after today in the workspace's zone, which is a day behind that of UTC."""
    now = datetime(2027, 2, 2, 7, 59, tzinfo=UTC)
    monkeypatch.setattr("milepost.review.actions.timezone", SimpleNamespace(now=lambda: now))
    return "2027-02-02"


def test_readings_of_days_to_come_are_taken_and_counted(planned, tomorrow):
    text = HEADER + f"2027-02-01,leads,,1\n2027-03-01,planned,blog,3\n{tomorrow},leads,,2\n"
    assert import_readings(planned, text) == Imported(added=3, changed=0, to_come=1)
    assert Reading.objects.count() == 3


def changed_day(workspace) -> ChangedDay:
    return ChangedDay.objects.create(
        workspace=workspace, day=DAY, due_at=timezone.now(), fence=1, lease_until=timezone.now()
    )


def test_counted_day_is_no_longer_due(planned):
    row = changed_day(planned)
    assert keep_counted(Claim(row.pk, 1), row, {("clicks", ""): 1.0})
    row.refresh_from_db()
    assert row.due_at is None
    assert row.lease_until is None
    assert kept(planned) == {("clicks", ""): (1, "counted")}


def test_day_that_changes_while_it_is_counted_stays_due(planned):
    row = changed_day(planned)
    ChangedDay.objects.filter(pk=row.pk).update(changes=2)
    assert not keep_counted(Claim(row.pk, 1), row, {("clicks", ""): 1.0})
    row.refresh_from_db()
    assert row.due_at is not None
    assert row.lease_until is None
    assert kept(planned) == {}


def test_worker_that_was_overtaken_keeps_nothing(planned):
    row = changed_day(planned)
    ChangedDay.objects.filter(pk=row.pk).update(fence=2)
    assert not keep_counted(Claim(row.pk, 1), row, {("clicks", ""): 1.0})
    row.refresh_from_db()
    assert row.lease_until is not None
    assert kept(planned) == {}


def test_the_record_keeps_what_a_reading_was_before(planned):
    import_readings(planned, HEADER + "2027-01-04,leads,,1\n2027-01-05,leads,,2\n")
    import_readings(planned, HEADER + "2027-01-04,leads,,7\n2027-01-05,leads,,2\n")
    row = Record.objects.filter(part="readings").latest("pk")
    assert "2027-01-04,leads,,1" in row.before
    assert "2027-01-04,leads,,7" in row.after
    assert "2027-01-05" not in row.before + row.after


@pytest.mark.parametrize("value", ["1.7e308", "-1.7e308", "1e16"])
def test_a_number_nobody_counts_is_refused(planned, value):
    with pytest.raises(ReadingsError, match="more than anyone counts"):
        import_readings(planned, HEADER + f"2027-01-04,spend,,{value}\n")
