"""Every page asks the database at most twelve questions, and no more where there are more rows."""

import secrets
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.review.test_latest import work

from milepost.demo import load_demo
from milepost.do.models import Delivery, Lead, Link, MagnetPage, Post, Slot
from milepost.plan.models import Stage, Tactic
from milepost.plan.queries import current_plan
from milepost.review import queries
from milepost.review.actions import note_readings_changed, seed_reviews
from milepost.review.models import KeptReview, Reading
from milepost.team.models import Workspace

pytestmark = pytest.mark.django_db
MOST = 12


@pytest.fixture
def example(owner, client) -> Workspace:
    load_demo()
    client.force_login(owner)
    return Workspace.objects.get(is_example=True)


def pages(workspace) -> list[str]:
    """Return the address of every page a member opens, and of those that strangers do."""
    root = f"/w/{workspace.slug}"
    post = Post.objects.filter(workspace=workspace, deliveries__state="out").first()
    due = Post.objects.filter(workspace=workspace, deliveries__state="due").first()
    lead = Lead.objects.filter(workspace=workspace).first()
    stage = Stage.objects.filter(workspace=workspace).first()
    guide = MagnetPage.objects.filter(workspace=workspace).first()
    slot = Slot.objects.filter(workspace=workspace, post=None).select_related("tactic").last()
    out = Delivery.objects.filter(workspace=workspace).exclude(remote_id="").first()
    plan = current_plan(workspace).plan
    own = [
        *("today/", "plan/", "plan/text/", "plan/funnels/", "plan/functions/", "plan/versions/"),
        *("plan/versions/1/", f"plan/parts/tactic/{plan.tactics[0].id}/", "settings/"),
        *(f"calendar/?view={view}" for view in ("month", "week", "list", "day")),
        f"slots/{slot.tactic.code}~{slot.planned_day}~{slot.nth}/",
        *("posts/", "posts/?page=999", "posts/?state=out", "posts/?state=off+plan"),
        *("posts/new/", f"posts/{post.pk}/", f"posts/{due.pk}/edit/"),
        *("guides/", f"guides/{guide.slug}/", "links/", "links/?page=999"),
        *("leads/", f"leads/at/{stage.pk}/", "leads/at/0/", f"leads/{lead.pk}/"),
        *("review/", f"review/objectives/{plan.objectives[0].id}/", "review/readings/"),
        *("review/readings/?page=999", "review/readings/?measure=clicks"),
        *("review/readings/?measure=clicks&of=", "review/readings/?of="),
    ]
    public = f"/p/{workspace.slug}/"
    link = Link.objects.filter(workspace=workspace).first()
    return [
        "/",
        *(f"{root}/{each}" for each in own),
        *(public, f"{public}?page=1", f"{public}{out.remote_id}/", f"{public}feed.xml"),
        *(f"/g/{guide.slug}", f"/l/{link.code}", "/healthz"),
    ]


def asked_by(client, addresses: list[str]) -> dict[str, int]:
    """Return how many questions each page asks."""
    found = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code in {200, 302}, address
        found[address] = len(asked)
    return found


def grow(workspace) -> None:
    """Add posts, deliveries, links, leads and readings by the dozen."""
    now, tactic = timezone.now(), Tactic.objects.filter(workspace=workspace).first()
    stages = list(Stage.objects.filter(workspace=workspace))
    channels = list(workspace.channels.all())
    for number in range(40):
        at = now - timedelta(hours=7 * number)
        post = Post.objects.create(
            workspace=workspace, text=f"P {number}", tactic=tactic, due_at=at
        )
        for channel in channels:
            key = secrets.token_hex(16)
            delivery = Delivery.objects.create(
                workspace=workspace,
                post=post,
                channel=channel,
                state="out",
                key=key,
                remote_id=key,
                sent_at=at,
            )
            link = Link.objects.create(
                workspace=workspace, code=key[:16], target="/", delivery=delivery, post=post
            )
        Lead.objects.create(
            workspace=workspace,
            name=f"L {number}",
            stage=stages[number % len(stages)],
            post=post,
            link=link,
            tactic=tactic,
            asked_at=at,
        )
        day = (now - timedelta(days=400 + number)).date()
        Reading.objects.create(workspace=workspace, day=day, measure="clicks", value=1, source="x")


def test_pages_ask_little_and_no_more_where_there_is_more(client, example):
    addresses = pages(example)
    asked_by(client, addresses)  # the first click of a day makes the day's salt
    few = asked_by(client, addresses)
    assert {address: n for address, n in few.items() if n > MOST} == {}
    grow(example)
    many = asked_by(client, addresses)
    assert {a: (few[a], n) for a, n in many.items() if n > min(MOST, few[a] + 1)} == {}


def test_pages_of_a_review_that_lags_ask_little_too(client, example):
    addresses = [each for each in pages(example) if "today" in each or "review" in each]
    with patch.object(queries, "AT_ONCE", 10), patch("milepost.review.actions.AT_ONCE", 10):
        seed_reviews()
        work()
        note_readings_changed(example.pk, ())
        assert KeptReview.objects.filter(workspace=example).exclude(counted_on=None).exists()
        found = asked_by(client, addresses)
    assert {address: n for address, n in found.items() if n > MOST} == {}


def test_page_says_since_when_its_review_lags(client, example):
    with patch.object(queries, "AT_ONCE", 10):
        seed_reviews()
        work()
        for place in ("today", "review"):
            address = f"/w/{example.slug}/{place}/"
            assert "These numbers are as of" not in client.get(address).content.decode()
            note_readings_changed(example.pk, ())
            assert "These numbers are as of" in client.get(address).content.decode()
            work()
