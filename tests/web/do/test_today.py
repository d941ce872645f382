"""Today: what to do now, and how far the plan is."""

from datetime import UTC, datetime, timedelta

import pytest

from milepost.demo import load_demo
from milepost.do.models import Delivery
from milepost.team.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def example(owner):
    load_demo()
    return Workspace.objects.get(is_example=True)


def page_of(client, workspace):
    return client.get(f"/w/{workspace.slug}/today/").content.decode()


def test_without_a_plan_it_says_how_to_begin(client, owner, workspace):
    client.force_login(owner)
    assert "First, where do you want to go?" in page_of(client, workspace)


def test_the_plan_without_readings_claims_nothing(client, owner, planned):
    client.force_login(owner)
    text = page_of(client, planned)
    assert "come with the first readings" in text
    assert "no readings yet" in text


def test_the_first_objective_with_readings_is_the_headline(client, owner, example):
    client.force_login(owner)
    assert "You are on the road to 20 leads a month" in page_of(client, example)


def test_example_data_is_marked_as_such(client, owner, example):
    client.force_login(owner)
    assert "Example data" in page_of(client, example)


def test_what_waits_for_a_person_comes_first(client, owner, example):
    delivery = Delivery.objects.filter(workspace=example, state="out").first()
    Delivery.objects.filter(pk=delivery.pk).update(state="unknown")
    client.force_login(owner)
    text = page_of(client, example)
    assert text.index("may or may not be out") < text.index("Morning and evening round")


def test_a_queue_that_stands_still_is_said(client, owner, example):
    client.force_login(owner)
    assert "Nothing has gone out" not in page_of(client, example)
    late = datetime.now(UTC) - timedelta(minutes=5)
    due = Delivery.objects.filter(workspace=example, state="due").first()
    Delivery.objects.filter(pk=due.pk).update(due_at=late)
    assert "Nothing has gone out" in page_of(client, example)


def test_it_asks_few_questions_however_much_there_is(
    client, owner, example, django_assert_max_num_queries
):
    client.force_login(owner)
    with django_assert_max_num_queries(12):
        page_of(client, example)


def test_a_viewer_is_offered_nothing_to_change(client, viewer, planned):
    client.force_login(viewer)
    text = page_of(client, planned)
    assert "Write" not in text.split('<main id="main"')[1]


def test_a_stranger_finds_no_day_of_ours(client, stranger, planned):
    client.force_login(stranger)
    assert client.get(f"/w/{planned.slug}/today/").status_code == 404
