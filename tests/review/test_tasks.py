"""Rolling up a day: what the rows of the work say, again and again, and late changes too."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from tests.do.scenes import post_out

from milepost.do.actions.links import make_link
from milepost.do.models import ChangedDay, Click, Delivery, Freezing, Lead, Link, Slot, StageChange
from milepost.engine.claims import claim
from milepost.plan.actions import import_plan
from milepost.plan.models import PlanVersion, Stage, Tactic
from milepost.review.models import Reading
from milepost.review.tasks import roll_up

pytestmark = pytest.mark.django_db
DAY = date(2027, 2, 1)
NOON = datetime(2027, 2, 1, 20, tzinfo=UTC)  # noon in Los Angeles
A_DAY = timedelta(days=1)


def rolled(workspace, day: date = DAY) -> dict[tuple[str, str], float]:
    """Mark the day, roll it up as a worker does, and return its readings."""
    rows = ChangedDay.objects.filter(workspace=workspace, day=day)
    if not rows.update(due_at=timezone.now(), changes=F("changes") + 1):
        ChangedDay.objects.create(workspace=workspace, day=day, due_at=timezone.now())
    (taken,) = claim(rows, now=timezone.now(), lease_seconds=60, most=1)
    roll_up(taken)
    assert rows.get().due_at is None
    found = Reading.objects.filter(workspace=workspace, day=day)
    return {(row.measure, row.of): row.value for row in found}


def out(workspace, tactic: str, at: datetime) -> Delivery:
    delivery = post_out(workspace, "Closing costs", tactic=tactic)
    Delivery.objects.filter(pk=delivery.pk).update(sent_at=at)
    delivery.refresh_from_db()
    return delivery


def linked(delivery: Delivery, at: datetime) -> Link:
    link = make_link(delivery, "https://example.com/")
    Link.objects.filter(pk=link.pk).update(made_at=at)
    return link


def click(link: Link, day: date, **more) -> None:
    seen = {"kind": "person", "is_first": True, "visitor": "v", "at": NOON, **more}
    Click.objects.create(link=link, day=day, **seen)


def slot(workspace, tactic: str, day: date = DAY, **more) -> Slot:
    row = Tactic.objects.get(workspace=workspace, code=tactic)
    return Slot.objects.create(workspace=workspace, tactic=row, planned_day=day, day=day, **more)


def test_day_without_any_work_has_no_readings(planned):
    assert rolled(planned) == {}


def test_post_counts_once_on_the_day_its_first_delivery_went_out(planned):
    first = out(planned, "blog", NOON)
    second = out(planned, "blog", NOON + A_DAY)
    Delivery.objects.filter(pk=second.pk).update(post=first.post, channel=other_channel(planned))
    assert rolled(planned)["done", "blog"] == 1
    assert rolled(planned, DAY + A_DAY)["done", "blog"] == 0


def other_channel(workspace):
    return workspace.channels.create(network="practice", name="Practice")


def test_day_is_that_of_the_workspace_and_not_of_utc(planned):
    out(planned, "blog", datetime(2027, 2, 2, 7, 59, tzinfo=UTC))
    assert rolled(planned)["done", "blog"] == 1
    assert rolled(planned, DAY + A_DAY)["done", "blog"] == 0


def test_task_counts_when_it_was_done_and_a_filled_slot_by_its_post(planned):
    slot(planned, "rounds", done_at=NOON)
    filled = slot(planned, "blog", done_at=NOON)
    delivery = out(planned, "blog", NOON)
    delivery.post.slot = filled
    delivery.post.save()
    found = rolled(planned)
    assert found["done", "rounds"] == 1
    assert found["done", "blog"] == 1


def test_delivery_that_is_not_out_is_not_done(planned):
    delivery = out(planned, "blog", NOON)
    out(planned, "events", NOON)
    Delivery.objects.filter(pk=delivery.pk).update(state="refused")
    assert rolled(planned)["done", "blog"] == 0


def test_done_is_zero_only_once_something_was_done_here(planned):
    out(planned, "blog", NOON)
    assert ("done", "blog") not in rolled(planned, DAY - A_DAY)
    assert rolled(planned, DAY + A_DAY)["done", "rounds"] == 0


def freeze(workspace, until: date) -> None:
    PlanVersion.objects.filter(workspace=workspace).update(made_at=NOON - 7 * A_DAY)
    Freezing.objects.create(workspace=workspace, until=until)


def test_planned_is_counted_on_frozen_days_alone(planned):
    freeze(planned, DAY)
    slot(planned, "blog")
    slot(planned, "blog", nth=1, skipped_at=NOON, skipped_why="ill")
    slot(planned, "blog", DAY + A_DAY)
    assert rolled(planned)["planned", "blog"] == 2
    assert rolled(planned)["planned", "rounds"] == 0
    assert ("planned", "blog") not in rolled(planned, DAY + A_DAY)
    assert ("planned", "blog") not in rolled(planned, DAY - 8 * A_DAY)


def test_moved_slot_stays_planned_on_its_first_day(planned):
    freeze(planned, DAY + A_DAY)
    moved = slot(planned, "blog")
    Slot.objects.filter(pk=moved.pk).update(day=DAY + A_DAY)
    assert rolled(planned)["planned", "blog"] == 1
    assert rolled(planned, DAY + A_DAY)["planned", "blog"] == 0


def test_first_clicks_of_persons_count_of_tactic_strategy_and_business(planned):
    link = linked(out(planned, "blog", NOON), NOON)
    click(link, DAY)
    click(link, DAY, visitor="w")
    click(link, DAY, is_first=False)
    click(link, DAY, kind="bot")
    click(link, DAY, kind="preview")
    click(link, DAY + A_DAY)
    found = rolled(planned)
    assert {of: found["clicks", of] for of in ("blog", "teach", "")} == dict.fromkeys(
        ("blog", "teach", ""), 2
    )
    assert found["clicks", "events"] == 0
    assert ("clicks", "") not in rolled(planned, DAY - A_DAY)


def test_late_click_is_counted_when_the_day_is_rolled_up_again(planned):
    link = linked(out(planned, "blog", NOON), NOON)
    click(link, DAY)
    assert rolled(planned)["clicks", ""] == 1
    click(link, DAY, visitor="late")
    assert rolled(planned)["clicks", ""] == 2


def test_rolling_up_twice_changes_nothing(planned):
    click(linked(out(planned, "blog", NOON), NOON), DAY)
    assert rolled(planned) == rolled(planned)
    assert Reading.objects.filter(workspace=planned).values("measure", "of").distinct().count() == (
        Reading.objects.filter(workspace=planned).count()
    )


def test_what_is_taken_back_is_taken_out_of_the_readings(planned):
    done = slot(planned, "rounds", done_at=NOON)
    assert rolled(planned)["done", "rounds"] == 1
    Slot.objects.filter(pk=done.pk).update(done_at=None)
    assert rolled(planned) == {}


def test_leads_are_counted_and_those_by_link_credited(planned):
    link = linked(out(planned, "blog", NOON), NOON - A_DAY)
    Lead.objects.create(workspace=planned, email="a@example.com", link=link, asked_at=NOON)
    Lead.objects.create(workspace=planned, phone="530", asked_at=NOON)
    found = rolled(planned)
    assert found["leads", ""] == 2
    assert found["tracked_leads", "blog"] == found["tracked_leads", "teach"] == 1
    assert found["tracked_leads", "events"] == 0
    assert ("leads", "") not in rolled(planned, DAY - A_DAY)
    assert rolled(planned, DAY + A_DAY)["leads", ""] == 0


def test_lead_counts_once_for_each_stage_it_reached_that_day(planned):
    offer = Stage.objects.get(workspace=planned, measure="offers")
    first, second = (
        Lead.objects.create(workspace=planned, name=name, asked_at=NOON) for name in ("Fay", "Gus")
    )
    for lead in (first, first, second):
        StageChange.objects.create(lead=lead, stage=offer, at=NOON)
    assert rolled(planned)["offers", ""] == 2
    assert rolled(planned, DAY + A_DAY)["offers", ""] == 0
    assert ("escrows", "") not in rolled(planned)


def test_other_workspaces_rows_are_not_counted(planned, other_workspace, golden_plan):
    import_plan(other_workspace, golden_plan)
    click(linked(out(other_workspace, "blog", NOON), NOON), DAY)
    Lead.objects.create(workspace=other_workspace, name="Hal", asked_at=NOON)
    assert rolled(planned) == {}
    assert not Reading.objects.filter(workspace=planned).exists()


def test_claim_that_was_lost_does_nothing(planned):
    out(planned, "blog", NOON)
    row = ChangedDay.objects.create(workspace=planned, day=DAY, due_at=timezone.now())
    rows = ChangedDay.objects.filter(pk=row.pk)
    (lost,) = claim(rows, now=timezone.now(), lease_seconds=0, most=1)
    (held,) = claim(rows, now=timezone.now(), lease_seconds=60, most=1)
    roll_up(lost)
    assert not Reading.objects.exists()
    roll_up(held)
    assert Reading.objects.exists()


def test_queries_do_not_grow_with_the_rows(planned, django_assert_max_num_queries):
    link = linked(out(planned, "blog", NOON), NOON)
    for number in range(50):
        click(link, DAY, visitor=f"v{number}")
        slot(planned, "rounds", nth=number, done_at=NOON)
    with django_assert_max_num_queries(32):
        rolled(planned)
