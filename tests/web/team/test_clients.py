"""All clients: one line for each business one belongs to, in few questions."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.do.posting import own_page, practice, write

from milepost.base.clock import day_in
from milepost.do.actions.plans import import_plan
from milepost.do.actions.slots import mark_done, reopen_slot, skip_slot
from milepost.do.models import Delivery
from milepost.do.queries.clients import Work, work_of
from milepost.team.actions import add_member, make_workspace
from milepost.team.models import Workspace

pytestmark = pytest.mark.django_db

DAILY = """
plan: {name}
starts: 2026-01-05
ends: 2030-12-31
timezone: {zone}
strategies: [{{id: s, strategy: Teach}}]
tactics: [{{id: walk, tactic: Walk round, serves: s, cadence: 2 per day}}]
"""


def line_of(html: str, name: str) -> str:
    return next(row for row in html.split("<tr>") if f">{name}</a>" in row)


def test_one_business_is_opened_at_once_and_all_are_a_step_away(client, owner):
    client.force_login(owner)
    assert client.get("/")["Location"] == "/w/redding-homes/today/"
    assert "Redding Homes" in client.get("/?all").content.decode()


def test_what_failed_waits_and_is_due_stands_in_the_line(client, owner, planned, other_workspace):
    add_member(other_workspace, owner, "manager")
    failed = write(planned, practice(planned)).deliveries.get()
    Delivery.objects.filter(pk=failed.pk).update(state="unknown")
    write(planned, own_page(planned), then="waiting")
    write(planned, own_page(planned), then="due", due_at=timezone.now())
    client.force_login(owner)
    html = client.get("/").content.decode()
    ours, theirs = line_of(html, "Redding Homes"), line_of(html, "Other Shop")
    assert ours.count("one post") == 3
    assert "no plan yet" in theirs
    assert "one post" not in theirs
    assert html.index("Redding Homes") < html.index("Other Shop")


def test_slots_of_today_are_counted_where_nobody_touched_them(workspace, owner):
    import_plan(workspace, DAILY.format(name="A", zone="America/Los_Angeles"))
    now = timezone.now()
    assert work_of([workspace], now)[workspace.pk] == Work(0, 0, 0, open=2)
    assert work_of([workspace], now - timedelta(days=4000))[workspace.pk].open == 0


def test_a_slot_that_is_filled_done_or_left_out_is_open_no_longer(workspace, owner):
    import_plan(workspace, DAILY.format(name="A", zone="America/Los_Angeles"))
    now = timezone.now()
    day = day_in("America/Los_Angeles", now)
    mark_done(workspace, f"walk~{day}~0")
    assert work_of([workspace], now)[workspace.pk].open == 1
    skip_slot(workspace, f"walk~{day}~1", "rain")
    assert work_of([workspace], now)[workspace.pk].open == 0
    reopen_slot(workspace, f"walk~{day}~1")
    assert work_of([workspace], now)[workspace.pk].open == 1


def test_nine_clients_take_as_few_questions_as_one(client, owner, django_assert_max_num_queries):
    for n in range(9):
        workspace = make_workspace(name=f"Shop {n}", owner=owner)
        import_plan(workspace, DAILY.format(name=f"Shop {n}", zone="Asia/Tokyo"))
    client.force_login(owner)
    with django_assert_max_num_queries(9):
        assert client.get("/").content.decode().count("slots are open") == 9


def test_a_consultant_adds_a_client_and_owns_it(client, owner):
    client.force_login(owner)
    told = {"workspace": "Blue Door Bakery", "timezone": "Europe/Vienna"}
    answer = client.post("/clients/new/", told)
    assert answer["Location"] == "/w/blue-door-bakery/plan/"
    made = Workspace.objects.get(slug="blue-door-bakery")
    assert made.members.get().user == owner
    assert made.channels.get().network == "own_page"
    bad = client.post("/clients/new/", {**told, "timezone": "Mars"})
    assert "is no time zone" in bad.content.decode()


def test_who_owns_nothing_adds_nothing(manager):
    client = Client()
    client.force_login(manager)
    assert client.get("/clients/new/").status_code == 403
    assert client.post("/clients/new/", {"workspace": "Mine", "timezone": "UTC"}).status_code == 403
    assert Workspace.objects.count() == 1


def test_a_business_that_asks_for_two_factor_shows_nothing_before(client, owner, planned):
    write(planned, own_page(planned), then="waiting")
    planned.requires_two_factor = True
    planned.save()
    client.force_login(owner)
    html = client.get("/?all").content.decode()
    assert "asks for two-factor sign-in" in html
    assert "one post" not in html
