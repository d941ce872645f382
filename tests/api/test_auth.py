"""Every route asks for a live token with the right role; other workspaces are not there."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.api.conftest import DUE, Caller, is_error

from milepost.api.api import api
from milepost.do.models import Channel, Lead, Post
from milepost.engine.models import Rate
from milepost.plan.models import PlanVersion
from milepost.review.models import Reading
from milepost.team.models import ApiToken
from milepost.team.tokens import end_api_token, make_api_token

pytestmark = pytest.mark.django_db

READING = [{"day": "2027-01-04", "measure": "leads", "of": "", "value": 1}]
# Each route with what it is sent, the roles that may, and the answer to them.
ALL = ("owner", "strategist", "manager", "approver", "viewer")
WORK = ("owner", "strategist", "manager")
ROUTES = [
    ("GET", "channels", None, ALL, 200),
    ("POST", "channels", {"network": "practice"}, WORK, 201),
    ("GET", "posts", None, ALL, 200),
    ("POST", "posts", "DRAFT", WORK, 201),
    ("GET", "posts/{post}", None, ALL, 200),
    ("POST", "posts/{post}/approve", None, ("owner", "strategist", "approver"), 200),
    ("POST", "posts/{post}/cancel", None, WORK, 200),
    ("GET", "calendar?first=2027-01-04&last=2027-01-10", None, ALL, 200),
    ("GET", "leads", None, ALL, 200),
    ("POST", "leads", {"name": "Finn Ash"}, WORK, 201),
    ("POST", "leads/{lead}/move", {"stage": "offer"}, WORK, 200),
    ("GET", "readings", None, ALL, 200),
    ("POST", "readings", READING, WORK, 200),
    ("GET", "review", None, ALL, 200),
    ("GET", "plan", None, ALL, 200),
    ("PUT", "plan", "PLAN", ("owner", "strategist"), 200),
]


def test_every_route_is_walked_here():
    described = api.get_openapi_schema()["paths"]
    there = {
        (method.upper(), re.sub(r"\{.*?\}", "*", path.removeprefix("/api/")))
        for path, methods in described.items()
        for method in methods
    }
    walked = {(r[0], re.sub(r"\{.*?\}", "*", r[1].partition("?")[0])) for r in ROUTES}
    assert walked == there


@pytest.fixture
def sent(of_manager, draft, golden_plan) -> dict[str, object]:
    """A waiting post and a lead, and the longer of the things that are sent."""
    waiting = of_manager.tell("posts", {**draft, "due_at": DUE})
    lead = of_manager.tell("leads", {"name": "Gus Fir"})
    return {"post": waiting["id"], "lead": lead["id"], "DRAFT": draft, "PLAN": golden_plan}


def call(caller: Caller, route, sent):
    method, path, body = route[:3]
    body = sent[body] if isinstance(body, str) else body
    return caller(method, path.format(**sent), body)


@pytest.mark.parametrize("role", ALL)
def test_route_answers_those_whose_role_may(holder, planned, sent, role):
    caller = holder(planned, role)
    for route in ROUTES:
        answer = call(caller, route, sent)
        if role in route[3]:
            assert answer.status_code == route[4], (route, answer.content)
        else:
            assert is_error(answer, 403), route


def test_route_needs_a_live_token(planned, sent, nobody):
    token = make_api_token(planned, name="ended", role="owner")
    end_api_token(planned, ApiToken.objects.get(name="ended").pk)
    for route in ROUTES:
        for caller in (nobody, Caller(""), Caller("wrong"), Caller(token)):
            answer = call(caller, route, sent)
            assert is_error(answer, 401), route
            assert answer["WWW-Authenticate"] == "Bearer"


def test_other_workspaces_are_not_there(of_stranger, sent, draft):
    assert is_error(of_stranger("GET", f"posts/{sent['post']}"), 404)
    for path in (f"posts/{sent['post']}/cancel", f"posts/{sent['post']}/approve"):
        assert is_error(of_stranger("POST", path), 404)
    assert is_error(of_stranger("POST", f"leads/{sent['lead']}/move", {"stage": "offer"}), 404)
    theirs = {**draft, "tactic": None, "off_plan_reason": "a greeting"}
    assert is_error(of_stranger("POST", "posts", theirs), 422, "channels")
    assert {of_stranger.ask(path)["count"] for path in ("channels", "posts", "leads")} == {0}
    assert of_stranger.ask("readings")["count"] == 0
    assert of_stranger.ask("calendar?first=2027-01-01&last=2027-12-31")["count"] == 0
    for path in ("plan", "review"):
        assert is_error(of_stranger("GET", path), 404)


def test_viewer_changes_nothing(of_viewer, sent):
    def rows() -> list[int]:
        return [model.objects.count() for model in (Channel, Post, Lead, Reading, PlanVersion)]

    before = rows()
    for route in ROUTES:
        if "viewer" not in route[3]:
            assert is_error(call(of_viewer, route, sent), 403)
    assert rows() == before


def test_session_is_no_way_in(client, owner, planned):
    client.force_login(owner)
    assert is_error(client.get("/api/posts"), 401)


def test_use_of_a_token_is_remembered(of_viewer):
    of_viewer.ask("posts")
    assert ApiToken.objects.get(name="viewer").used_at is not None


def test_too_many_calls_are_told_how_long_to_wait(of_viewer, of_manager):
    of_viewer.ask("posts")
    key = f"api:{ApiToken.objects.get(name='viewer').pk}"
    Rate.objects.filter(key=key).update(arrives_at=timezone.now() + timedelta(seconds=90))
    answer = of_viewer("GET", "posts")
    assert is_error(answer, 429)
    assert 25 <= int(answer["Retry-After"]) <= 31
    assert of_manager.ask("posts")["count"] == 0
