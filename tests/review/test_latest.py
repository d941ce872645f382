"""The latest review: up to date where that is quick, kept and said to lag where it is not."""

from datetime import UTC, datetime, time, timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from tests.review.reviewed import Case, cases

from milepost.base.clock import day_bounds
from milepost.do.models import ChangedDay
from milepost.engine.claims import claim
from milepost.plan.actions import import_plan
from milepost.plan.file import write_plan
from milepost.plan.models import PlanVersion
from milepost.plan.queries import current_plan
from milepost.review import queries
from milepost.review.actions import import_readings, note_readings_changed, seed_reviews
from milepost.review.models import KeptReview, Reading
from milepost.review.queries import behind_of, history_of, latest_review, make_review, review_of
from milepost.review.report import review
from milepost.review.series import Readings, Row
from milepost.review.standing import history
from milepost.review.tasks import review_anew, roll_up
from milepost.team.actions import make_workspace
from milepost.web.access import today_of

pytestmark = pytest.mark.django_db
HEADER = "day,measure,of,value\n"
A_DAY = timedelta(days=1)


@pytest.fixture
def behind(workspace):
    """A workspace that stands behind its line of 20 leads."""
    today = today_of(workspace)
    import_plan(
        workspace,
        f"""plan: P
starts: {today - 30 * A_DAY}
ends: {today + 30 * A_DAY}
goals: [{{id: g, goal: G, objectives: [
  {{id: leads-20, measure: leads, target: 20, per: total, by: {today + 30 * A_DAY}}},
  {{id: clicks-9, measure: clicks, baseline: 1, target: 9, per: week, by: {today}}}]}}]
strategies: [{{id: teach, strategy: Teach, serves: [leads-20], signal: clicks}}]
""",
    )
    tell(workspace, leads=0)
    return workspace


def tell(workspace, *, leads: int) -> None:
    """Give a reading for each of the last 31 days, the last of `leads`."""
    today = today_of(workspace)
    lines = [f"{today - n * A_DAY},leads,,{0 if n else leads}\n" for n in range(31)]
    import_readings(workspace, HEADER + "".join(lines))


def work() -> int:
    """Make every review that is due, as a worker does; return how many those were."""
    KeptReview.objects.filter(due_at__lte=timezone.now() + A_DAY / 24).update(due_at=timezone.now())
    claims = claim(KeptReview.objects.all(), now=timezone.now(), lease_seconds=60, most=99)
    for taken in claims:
        review_anew(taken)
    return len(claims)


def latest(workspace):
    return latest_review(workspace, today_of(workspace), current_plan(workspace))


def so_far(workspace) -> float | None:
    return latest(workspace).review.objectives[0].so_far


@pytest.fixture
def many():
    """Let even a few readings be too many to count while a page is made."""
    with patch.object(queries, "AT_ONCE", 3):
        yield


def test_few_readings_are_counted_at_once_and_never_lag(behind):
    work()
    tell(behind, leads=5)
    assert so_far(behind) == 5
    assert latest(behind).lags_since is None


def test_review_of_many_readings_is_kept_and_says_since_when_it_lags(behind, many):
    work()
    made_at = KeptReview.objects.get().made_at
    assert latest(behind).lags_since is None
    tell(behind, leads=5)
    assert so_far(behind) == 0
    assert latest(behind).lags_since == made_at
    work()
    assert so_far(behind) == 5
    assert latest(behind).lags_since is None


def test_api_and_all_else_that_asks_for_the_truth_gets_it(behind, many):
    work()
    tell(behind, leads=5)
    assert review_of(behind, today_of(behind)).objectives[0].so_far == 5


def test_review_that_is_kept_is_not_counted_again(behind, django_assert_num_queries):
    work()
    Reading.objects.all().delete()
    current = current_plan(behind)
    with django_assert_num_queries(1):
        assert latest_review(behind, today_of(behind), current).review.objectives[0].so_far == 0
    with django_assert_num_queries(1):
        objective = current.plan.objectives[0]
        assert len(history_of(behind, objective, today_of(behind), current)) == 5


def test_review_of_another_plan_or_day_is_not_shown(behind, many):
    work()
    tell(behind, leads=5)
    KeptReview.objects.update(as_of=today_of(behind) - A_DAY)
    assert so_far(behind) == 5
    work()
    tell(behind, leads=7)
    import_plan(behind, PlanVersion.objects.get().text.replace("plan: P", "plan: Q"))
    assert so_far(behind) == 7


def test_first_readings_make_a_review_due(planned):
    import_readings(planned, f"{HEADER}2026-01-05,leads,,1\n")
    assert work() == 1
    assert KeptReview.objects.get().version == 1


def test_counted_day_makes_it_due(behind):
    work()
    ChangedDay.objects.create(workspace=behind, day=today_of(behind), due_at=timezone.now())
    for taken in claim(ChangedDay.objects.all(), now=timezone.now(), lease_seconds=60, most=1):
        roll_up(taken)
    assert not KeptReview.objects.get().is_latest
    assert work() == 1


def test_many_changes_make_one_review_and_do_not_put_it_off(behind):
    work()
    note_readings_changed(behind.pk, ())
    due_at = KeptReview.objects.get().due_at
    for _ in range(20):
        note_readings_changed(behind.pk, ())
    assert KeptReview.objects.get().due_at == due_at
    assert work() == 1
    assert work() == 0


def test_reading_that_comes_while_it_is_made_makes_it_due_again(behind):
    note_readings_changed(behind.pk, ())

    def meanwhile(*told):
        found = make_review(*told)
        note_readings_changed(behind.pk, ())
        return found

    with patch("milepost.review.tasks.make_review", meanwhile):
        work()
    assert not KeptReview.objects.get().is_latest
    assert work() == 1
    assert KeptReview.objects.get().is_latest


def test_it_is_made_anew_at_midnight(behind):
    work()
    due_at = KeptReview.objects.get().due_at
    assert due_at == day_bounds(today_of(behind), behind.timezone)[1]


def test_claim_that_was_lost_keeps_nothing(behind):
    rows = KeptReview.objects.all()
    rows.update(due_at=timezone.now())
    (lost,) = claim(rows, now=timezone.now(), lease_seconds=0, most=1)
    (held,) = claim(rows, now=timezone.now(), lease_seconds=60, most=1)
    review_anew(lost)
    assert KeptReview.objects.get().made_at is None
    review_anew(held)
    assert KeptReview.objects.get().made_at


def test_workspace_without_a_plan_waits_for_one(workspace):
    note_readings_changed(workspace.pk, ())
    assert work() == 1
    assert KeptReview.objects.get().due_at is None
    seed_reviews()
    assert KeptReview.objects.get().due_at is None
    import_plan(workspace, "plan: P\nstarts: 2027-01-01\n")
    seed_reviews()
    assert work() == 1


def test_new_workspaces_plans_and_engines_are_found(behind, other_workspace):
    import_plan(other_workspace, "plan: P\nstarts: 2027-01-01\n")
    seed_reviews()
    assert work() == 2
    seed_reviews()
    assert work() == 0
    import_plan(other_workspace, "plan: Q\nstarts: 2027-01-01\n")
    seed_reviews()
    assert work() == 1
    KeptReview.objects.filter(workspace=behind).update(engine="0")
    seed_reviews()
    assert work() == 1


def test_what_is_behind_is_told_of_many_workspaces_at_once(
    behind, other_workspace, django_assert_num_queries
):
    import_plan(other_workspace, "plan: P\nstarts: 2027-01-01\n")
    spaces = [behind, other_workspace, *(make_workspace(name=f"Shop {n}") for n in range(9))]
    seed_reviews()
    work()
    with django_assert_num_queries(1):
        found = behind_of(spaces)
    assert found == {behind.pk: [("leads-20", "20 leads in total")], other_workspace.pk: []}
    assert behind_of([]) == {}


def test_what_is_not_known_to_be_of_today_is_left_out(behind):
    assert behind_of([behind]) == {}
    work()
    assert behind.pk in behind_of([behind])
    KeptReview.objects.update(as_of=today_of(behind) - A_DAY)
    assert behind_of([behind]) == {}
    KeptReview.objects.update(as_of=today_of(behind), engine="0")
    assert behind_of([behind]) == {}


def kept_case(workspace, case: Case):
    """Put the case into the workspace, in place of what is there."""
    PlanVersion.objects.all().delete()
    Reading.objects.all().delete()
    version = PlanVersion.objects.create(workspace=workspace, number=1, text=write_plan(case.plan))
    noon = datetime.combine(case.since, time(20), UTC)  # in Los Angeles
    PlanVersion.objects.filter(pk=version.pk).update(made_at=noon)
    rows = [Reading(workspace=workspace, source="given", **row._asdict()) for row in case.rows]
    Reading.objects.bulk_create(rows)
    return current_plan(workspace)


@given(cases())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_quick_way_gives_the_review_that_the_plain_way_gives(workspace, case):
    current = kept_case(workspace, case)
    plan, whole = current.plan, Readings.of_rows(current.plan, map(Row._make, case.rows))
    plain = review(plan, whole, as_of=case.as_of, since=case.since)
    assert make_review(workspace, case.as_of, current).review == plain
    for objective in plan.objectives:
        past = history(plan, whole.until(case.as_of), objective, case.as_of)
        assert history_of(workspace, objective, case.as_of, current) == past
