"""The example workspace: there once, whole, and true to its own readings."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from milepost.base.clock import day_in
from milepost.demo import load_demo
from milepost.do.actions.days import mark_changed
from milepost.do.models import (
    ChangedDay,
    Channel,
    Click,
    Delivery,
    Label,
    Lead,
    MagnetPage,
    Post,
    Slot,
    StageChange,
)
from milepost.do.queries.calendar import calendar
from milepost.engine.claims import claim
from milepost.plan.queries import current_plan
from milepost.review.models import Reading
from milepost.review.queries import review_of
from milepost.review.tasks import roll_up
from milepost.team.actions import adopt_workspaces
from milepost.team.models import User, Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker):
    """Load the example once for the tests of this file; it is rolled back with the last of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def example(db) -> Workspace:
    return Workspace.objects.get(is_example=True)


@pytest.fixture
def today(example):
    return day_in(example.timezone, timezone.now())


def given(example, measure, of=""):
    """Return the given readings by day, without the zeros."""
    rows = Reading.objects.filter(workspace=example, measure=measure, of=of, source="given")
    return {row.day: int(row.value) for row in rows if row.value}


def days_of(example, moments):
    return dict(Counter(day_in(example.timezone, moment) for moment in moments))


def row_counts():
    return {model.__name__: model._base_manager.count() for model in apps.get_models()}


def test_a_second_call_changes_nothing(example):
    before = row_counts(), list(Post.objects.values_list("pk", "text"))
    load_demo()
    assert (row_counts(), list(Post.objects.values_list("pk", "text"))) == before


def test_first_owner_gets_it(owner, example):
    load_demo()
    assert example.members.get().user == owner
    assert example.members.get().role == "owner"


def test_without_users_it_waits_for_the_first_owner(example):
    assert not example.members.exists()
    ada = User.objects.create(email="ada@example.com", name="Ada Pine")
    adopt_workspaces(ada)
    adopt_workspaces(User.objects.create(email="eve@example.com", name="Eve"))
    assert [(m.user, m.role) for m in example.members.all()] == [(ada, "owner")]


def test_nothing_of_it_lands_in_another_workspace(stranger, other_workspace, example):
    for model in (Channel, Slot, Post, Delivery, Lead, Reading):
        assert not model.objects.filter(workspace=other_workspace).exists()


def test_its_plan_began_twelve_weeks_ago(example, today):
    plan = current_plan(example).plan
    assert 84 <= (today - plan.starts).days <= 90
    assert example.timezone == plan.timezone == "America/Los_Angeles"


def test_every_label_of_the_plan_has_a_channel(example):
    plan = current_plan(example).plan
    networks = dict(Label.objects.values_list("label", "channel__network"))
    assert set(networks) == {label for tactic in plan.tactics for label in tactic.channels}
    assert networks.pop("wordpress") == "own_page"
    assert set(networks.values()) == {"practice"}


def test_leads_are_as_many_as_the_readings_say(example):
    first = current_plan(example).plan.starts
    asked = days_of(example, Lead.objects.values_list("asked_at", flat=True))
    assert {day: n for day, n in asked.items() if day >= first} == given(example, "leads")
    assert 25 <= Lead.objects.count() <= 60


@pytest.mark.parametrize("measure", ["offers", "escrows"])
def test_later_stages_are_as_many_as_the_readings_say(example, measure):
    first = current_plan(example).plan.starts
    moments = StageChange.objects.filter(stage__measure=measure).values_list("at", flat=True)
    reached = {day: n for day, n in days_of(example, moments).items() if day >= first}
    assert reached == given(example, measure)
    assert reached


def test_every_lead_went_through_the_stages_one_after_another(example):
    for lead in Lead.objects.prefetch_related("changes__stage"):
        changes = sorted(lead.changes.all(), key=lambda change: change.stage.position)
        assert [change.stage.position for change in changes] == list(range(len(changes)))
        assert changes[0].at == lead.asked_at
        assert changes[-1].stage_id == lead.stage_id
        assert all(one.at < later.at for one, later in pairwise(changes))


def test_nobody_in_it_can_be_reached(example):
    for lead in Lead.objects.all():
        assert lead.email.endswith("@example.com") or lead.phone.startswith("(530) 555-01")


def test_leads_by_link_came_after_their_post(example):
    by_link = Lead.objects.exclude(link=None).select_related("link__delivery")
    assert by_link.exists()
    for lead in by_link:
        assert lead.asked_at >= lead.link.delivery.sent_at
        assert (lead.tactic_id, lead.post_id) == (lead.link.tactic_id, lead.link.post_id)
        assert lead.consent


def test_people_on_links_are_those_of_the_readings(example):
    people = Click.objects.filter(kind="person", is_first=True)
    by_tactic = people.values_list("link__tactic__code", "day")
    assert by_tactic.exists()
    for (tactic, day), count in Counter(by_tactic).items():
        assert count == given(example, "clicks", tactic)[day]
    assert {"person", "bot", "preview"} <= set(Click.objects.values_list("kind", flat=True))


def test_nobody_followed_a_link_before_it_was_out(example):
    for click in Click.objects.select_related("link__delivery"):
        assert click.at >= click.link.delivery.sent_at
        assert click.day == day_in(example.timezone, click.at)


def test_past_slots_are_done_as_often_as_the_readings_say(example, today):
    out = {post.slot_id for post in Post.objects.filter(deliveries__state="out")}
    done = Counter(
        (slot.tactic.code, slot.planned_day)
        for slot in Slot.objects.filter(day__lt=today).select_related("tactic")
        if slot.done_at or slot.pk in out
    )
    planned = Slot.objects.filter(day__lt=today).values_list("tactic__code", "planned_day")
    for tactic, day in set(planned):
        assert done[tactic, day] == given(example, "done", tactic).get(day, 0)


def test_calendar_shows_done_missed_and_skipped_with_reasons(example, today):
    first = current_plan(example).plan.starts
    states = Counter(
        entry.state for entry in calendar(example, first, today - timedelta(days=1), today=today)
    )
    assert set(states) == {"done", "missed", "skipped"}
    assert states["done"] > states["missed"] > 0
    assert not Slot.objects.filter(skipped_why="").exclude(skipped_at=None).exists()


def test_posts_are_out_on_the_own_page_at_their_times(example, client):
    out = Delivery.objects.filter(state="out").select_related("post", "channel")
    assert out.count() >= 20
    assert {delivery.channel.network for delivery in out} == {"own_page"}
    assert all(delivery.sent_at == delivery.post.due_at < timezone.now() for delivery in out)
    page = client.get(reverse("own-page", args=[example.slug]))
    assert "should we wait for rates" in page.content.decode().lower()


def test_posts_to_come_are_drafts_waiting_or_scheduled(example):
    coming = Delivery.objects.exclude(state="out").select_related("post")
    assert {delivery.state for delivery in coming} == {"draft", "waiting", "due"}
    assert all(delivery.post.due_at > timezone.now() for delivery in coming)
    assert {delivery.channel.network for delivery in coming} == {"own_page", "practice"}


def test_guides_can_be_asked_for(example, client):
    for page in MagnetPage.objects.all():
        assert page.is_open
        assert page.gift
        assert client.get(f"/g/{page.slug}").status_code == 200


def test_counting_its_days_again_leaves_what_was_given(example, today):
    days = [today - timedelta(days=n) for n in (1, 5, 20, 40, 70)]
    rows = Reading.objects.filter(workspace=example, source="given")
    before = sorted(rows.values_list("day", "measure", "of", "value"))
    standings = review_of(example, today).objectives
    for day in days:
        mark_changed(example.pk, day)
    for taken in claim(ChangedDay.objects.all(), now=timezone.now(), lease_seconds=60, most=9):
        roll_up(taken)
    assert not ChangedDay.objects.exclude(due_at=None).exists()
    assert sorted(rows.values_list("day", "measure", "of", "value")) == before
    assert [found.so_far for found in review_of(example, today).objectives] == [
        found.so_far for found in standings
    ]
