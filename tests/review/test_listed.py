"""Long lists of readings: a page is found by how many stand on each day."""

from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.review.reviewed import MEASURES, PARTS, days

from milepost.engine.claims import claim
from milepost.review import actions, queries
from milepost.review.actions import count_all_days, import_readings, store_counted
from milepost.review.models import DayCount, KeptReview, Reading
from milepost.review.queries import (
    ReadingList,
    Wanted,
    listed_readings,
    readings_wanted,
)
from milepost.review.tasks import review_anew

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 5)
TODAY = date(2026, 3, 1)


@pytest.fixture
def many():
    """Let even a few readings be many."""
    with patch.object(queries, "AT_ONCE", 3), patch.object(actions, "AT_ONCE", 3):
        yield


@pytest.fixture
def counted(planned, many):
    """A workspace with readings of ten days, which are counted."""
    tell(planned, range(10))
    count_all_days(planned, TODAY)
    return planned


def tell(workspace, numbers, *, measures=("leads", "clicks")) -> None:
    lines = [f"{FIRST + timedelta(days=n)},{m},,{n}\n" for n in numbers for m in measures]
    import_readings(workspace, "day,measure,of,value\n" + "".join(lines))


def counts(workspace) -> dict[tuple[str, date], int]:
    rows = DayCount.objects.filter(workspace=workspace)
    return {(row.measure, row.day): row.count for row in rows}


def truly(workspace) -> dict[tuple[str, date], int]:
    found: dict[tuple[str, date], int] = {}
    for row in Reading.objects.filter(workspace=workspace):
        for measure in ("", row.measure):
            found[measure, row.day] = found.get((measure, row.day), 0) + 1
    return found


wanted = st.builds(
    Wanted,
    measure=st.none() | st.sampled_from(MEASURES),
    of=st.none() | st.sets(st.sampled_from(PARTS), min_size=1).map(tuple),
    since=st.none() | days,
    until=st.none() | days,
)
readings = st.sets(st.tuples(days, st.sampled_from(MEASURES), st.sampled_from(PARTS)), max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(readings, wanted, st.integers(0, 45), st.integers(0, 12))
def test_page_of_readings_is_that_of_the_rows(planned, many, kept, asked, first, size):
    Reading.objects.all().delete()
    Reading.objects.bulk_create(
        Reading(workspace=planned, day=day, measure=m, of=of, value=1, source="given")
        for day, m, of in kept
    )
    KeptReview.objects.get_or_create(workspace=planned)
    count_all_days(planned, TODAY)
    rows, found = readings_wanted(planned, asked), listed_readings(planned, asked)
    assert len(found) == rows.count()
    assert found[first : first + size] == list(rows[first : first + size])


def test_counts_follow_every_write(counted):
    assert isinstance(listed_readings(counted, Wanted()), ReadingList)
    assert counts(counted) == truly(counted)
    tell(counted, range(8, 14), measures=("leads", "visits"))
    assert counts(counted) == truly(counted)
    store_counted(counted.pk, FIRST, {("done", "blog"): 1.0, ("leads", ""): 2.0})
    assert counts(counted) == truly(counted)
    store_counted(counted.pk, FIRST, {})
    assert counts(counted) == truly(counted)


def test_few_readings_are_not_counted(planned):
    tell(planned, range(10))
    count_all_days(planned, TODAY)
    assert not DayCount.objects.exists()
    assert not isinstance(listed_readings(planned, Wanted()), ReadingList)


def test_counts_go_when_few_readings_are_left(counted):
    Reading.objects.filter(day__gt=FIRST).delete()
    count_all_days(counted, TODAY)
    assert not DayCount.objects.exists()
    assert KeptReview.objects.get().counted_on is None


def test_first_review_of_a_day_counts_what_anyone_wrote(counted):
    Reading.objects.filter(day=FIRST).delete()
    assert counts(counted) != truly(counted)
    KeptReview.objects.update(due_at=timezone.now())
    (taken,) = claim(KeptReview.objects.all(), now=timezone.now(), lease_seconds=60, most=1)
    review_anew(taken)
    assert counts(counted) == truly(counted)


def test_pages_of_counted_readings_ask_little(counted, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        found = listed_readings(counted, Wanted())
        assert (len(found), len(found[17:20])) == (20, 3)
