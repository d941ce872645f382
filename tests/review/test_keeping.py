"""A kept review reads as it was; what it needs of the readings is enough."""

from dataclasses import replace

from hypothesis import given
from tests.review.reviewed import cases

from milepost.review.keeping import kept, read_behind, read_history, read_review
from milepost.review.needs import Need, needs_of_objective, needs_of_review
from milepost.review.report import review
from milepost.review.series import BUSINESS, Readings, Row
from milepost.review.standing import history


def needed(rows: list[Row], needs: list[Need]) -> list[Row]:
    """Choose rows as the database does."""
    whole = {row.measure for row in rows if row.of == BUSINESS}
    return [
        row
        for row in rows
        if any(
            row.measure == need.measure
            and (need.of is None or row.of in need.of)
            and not (need.but_not_whole and row.measure in whole)
            for need in needs
        )
    ]


@given(cases())
def test_review_of_what_it_needs_is_that_of_all_readings(case):
    rows = [row for row in case.rows if row.day <= case.as_of]
    few = Readings.of_rows(case.plan, needed(rows, needs_of_review(case.plan, case.as_of)))
    of_all = review(
        case.plan, Readings.of_rows(case.plan, rows), as_of=case.as_of, since=case.since
    )
    of_few = review(case.plan, few, as_of=case.as_of, since=case.since)
    assert replace(of_few, has_readings=of_all.has_readings) == of_all


@given(cases())
def test_history_of_what_it_needs_is_that_of_all_readings(case):
    rows = [row for row in case.rows if row.day <= case.as_of]
    for objective in case.plan.objectives:
        few = Readings.of_rows(case.plan, needed(rows, needs_of_objective(case.plan, objective)))
        whole = Readings.of_rows(case.plan, rows)
        assert history(case.plan, few, objective, case.as_of) == history(
            case.plan, whole, objective, case.as_of
        )


@given(cases())
def test_kept_review_reads_as_it_was(case):
    readings = Readings.of_rows(case.plan, case.rows).until(case.as_of)
    made = review(case.plan, readings, as_of=case.as_of, since=case.since)
    told = kept(made, readings)
    again = read_review(told.review, case.plan)
    assert again == made
    assert again.as_json() == made.as_json()
    assert [objective for objective, _ in read_behind(told.behind)] == [
        each.objective.id for each in made.objectives if each.is_behind
    ]
    for each in made.objectives:
        past = history(case.plan, readings, each.objective, case.as_of)
        assert read_history(told.histories, each.objective) == past
