"""SQLite and PostgreSQL answer alike: these tests run on both, and their answers are compared."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.walk import row_counts, tried_bodies, tried_forms
from tests.web.test_access import PAGES, paths

from milepost.base.clock import day_bounds
from milepost.do.actions.channels import map_labels
from milepost.do.actions.leads import Told, add_by_hand
from milepost.do.models import Click, Lead, Link, Slot
from milepost.do.queries.calendar import calendar
from milepost.plan.models import Tactic
from milepost.review.actions import import_readings
from milepost.review.models import Reading
from milepost.team.actions import Founder, make_user, make_workspace
from milepost.team.models import User
from milepost.team.queries import find_user, find_workspace, members_of, memberships
from milepost.team.tokens import make_api_token

pytestmark = pytest.mark.django_db
assert paths  # the fixture of addresses, shared with the walk over them

KINDS = {"tactic": "blog", "objective": "leads-20", "strategy": "teach", "audience": "buyers"}
KINDS |= {"magnet": "checklist", "goal": "leads", "plan": "plan", "business": "business"}


@pytest.mark.parametrize("typed", ["ADA@Example.COM", " ada@example.com ", "Ada@example.com"])
def test_case_of_an_email_makes_no_other_user(owner, typed):
    assert find_user(typed) == owner
    assert make_user(Founder(email=typed, name="Someone")) == owner
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "found"), [("REDDING HOMES", True), ("Straße", False), ("redding-homes", True)]
)
def test_workspace_is_found_whatever_the_case_of_its_name(workspace, typed, found):
    if found:
        assert find_workspace(typed) == workspace
    else:
        with pytest.raises(Exception, match="there is no workspace"):
            find_workspace(typed)


NAMES = ["ada", "Ada", "Ben", "ben", "émile", "Zoë", "zoe", "Ärger", "ähnlich", "Ada", "10", "9"]


def test_mixed_case_names_stand_in_one_order(owner):
    for name in NAMES:
        make_workspace(name=name, owner=owner)
    shown = [each.workspace.name for each in memberships(owner)]
    assert [name for name in shown if name != "Redding Homes"] == IN_ORDER


def test_people_stand_in_one_order_and_equal_names_by_age(workspace, owner):
    for number, name in enumerate(NAMES):
        user = User.objects.create(email=f"p{number}@example.com", name=name)
        workspace.members.create(user=user, role="viewer")
    shown = [(each.user.name, each.pk) for each in members_of(workspace)]
    assert [name for name, _ in shown if name != "Ada Pine"] == IN_ORDER
    equal = [pk for name, pk in shown if name == "Ada"]
    assert equal == sorted(equal)


IN_ORDER = sorted(NAMES, key=str.casefold)


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1), date(2026, 1, 1)])
def test_a_day_has_its_own_length_over_the_change_of_clocks(planned, day, owner):
    """A lead a second before the local midnight is of that day, a second after it of the next."""
    first, end = day_bounds(day, planned.timezone)
    hours = {date(2026, 3, 8): 23, date(2026, 11, 1): 25}.get(day, 24)
    assert end - first == timedelta(hours=hours)
    moments = [first - timedelta(seconds=1), first, end - timedelta(microseconds=1), end]
    for moment in moments:
        add_by_hand(planned, Told(name=str(moment), at=moment), owner)
    inside = Lead.objects.filter(asked_at__gte=first, asked_at__lt=end)
    assert sorted(inside.values_list("asked_at", flat=True)) == moments[1:3]


def test_moments_come_back_to_the_microsecond(planned):
    at = datetime(2027, 3, 14, 9, 59, 59, 999_999, tzinfo=UTC)
    link = Link.objects.create(workspace=planned, code="a", target="https://example.com/")
    Click.objects.create(link=link, at=at, day=at.date(), kind="person", visitor="v", is_first=True)
    assert Click.objects.get(at=at).at == at


def test_slots_keep_their_local_time_over_the_change_of_clocks(planned):
    entries = calendar(planned, date(2027, 3, 10), date(2027, 3, 20), today=date(2027, 1, 1))
    hours = {entry.day: entry.at.hour for entry in entries if entry.tactic == "blog" and entry.at}
    assert {17} == {hour for day, hour in hours.items() if day < date(2027, 3, 14)}
    assert {16} == {hour for day, hour in hours.items() if day >= date(2027, 3, 14)}
    assert Slot.objects.count() == 0


@pytest.mark.parametrize(
    "value", ["0.1", "1e-7", "123456789.123456", "1e15", "0.30000000000000004"]
)
def test_decimals_come_back_as_they_were(planned, value):
    import_readings(planned, f"day,measure,of,value\n2026-11-02,leads,,{value}")
    assert Reading.objects.get().value == float(value)
    assert Reading.objects.filter(value=float(Decimal(value))).exists()


def test_labels_differ_by_case(planned):
    map_labels(planned, {"wordpress": None})
    assert Tactic.objects.filter(workspace=planned, code="BLOG").first() is None
    assert Tactic.objects.filter(workspace=planned, code__iexact="BLOG").first() is not None


@pytest.fixture
def walk(client, owner, planned, paths) -> list[str]:
    """Every page on which there may be a form."""
    client.force_login(owner)
    parts = [reverse("part", args=[planned.slug, *each]) for each in KINDS.items()]
    news = [reverse("new-part", args=[planned.slug, each]) for each in KINDS if each in NEW]
    pages = [paths[name] for name, (look, _) in PAGES.items() if look and "file" not in name]
    return [*pages, *parts, *news, "/account/", "/clients/new/", f"/g/{guide_of(planned)}"]


NEW = ("tactic", "strategy", "audience", "magnet", "goal")


def guide_of(workspace) -> str:
    return str(workspace.magnet_pages.get().slug)


BODIES = {
    "POST /api/posts": {
        "text": "x",
        "title": "",
        "tactic": "blog",
        "slot": "",
        "off_plan_reason": "",
        "channels": [1],
        "due_at": None,
        "media": [],
        "variants": {},
        "target": "",
    },
    "POST /api/channels": {"network": "practice", "name": "", "address": "", "access": {}},
    "POST /api/leads": {
        "name": "F",
        "email": "",
        "phone": "",
        "heard": "",
        "note": "",
        "tactic": None,
        "at": None,
    },
}


def outcomes(client, walk, planned) -> dict[str, str]:
    """Return how each odd value in each field ended."""
    token = make_api_token(planned, name="walk", role="owner")
    program = Client(headers={"Authorization": f"Bearer {token}"})
    pk = planned.channels.get(network="practice").pk
    bodies = {**BODIES, "POST /api/posts": {**BODIES["POST /api/posts"], "channels": [pk]}}
    client.raise_request_exception = program.raise_request_exception = False
    ended = dict(tried_forms(client, walk))
    return ended | dict(tried_bodies(program, bodies))


@pytest.mark.slow
def test_no_odd_value_breaks_a_form_or_is_half_saved(client, walk, planned, monkeypatch):
    monkeypatch.setattr("milepost.api.auth.CALLS_PER_MINUTE", 10**6)
    monkeypatch.setattr("milepost.web.pace.TRIES", 10**6)
    before = row_counts()
    ended = outcomes(client, walk, planned)
    assert len(ended) > 2000
    assert {key: how for key, how in ended.items() if how[0] not in "234" or "half" in how} == {}
    assert row_counts() == before | {"team_apitoken": before["team_apitoken"] + 1} | {
        "team_record": before["team_record"] + 1
    }
    if found := os.environ.get("MILEPOST_TEST_OUTCOMES"):
        Path(found).write_text(json.dumps(ended, indent=1))


@pytest.mark.slow
@pytest.mark.postgres
def test_both_databases_end_every_odd_value_alike(client, walk, planned, monkeypatch, tmp_path):
    """The same walk goes over SQLite in another process; each of its answers is ours too."""
    assert connection.vendor == "postgresql"
    monkeypatch.setattr("milepost.api.auth.CALLS_PER_MINUTE", 10**6)
    monkeypatch.setattr("milepost.web.pace.TRIES", 10**6)
    found = tmp_path / "outcomes.json"
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MILEPOST_", "DJANGO_"))
    }
    test = f"{__file__}::{test_no_odd_value_breaks_a_form_or_is_half_saved.__name__}"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-m", "slow", test],
        env={**environment, "MILEPOST_TEST_OUTCOMES": str(found)},
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    on_sqlite = json.loads(found.read_text())
    ours = outcomes(client, walk, planned)
    assert without_numbers(ours) == without_numbers(on_sqlite)


def without_numbers(ended: dict[str, str]) -> dict[str, str]:
    """Return the answers without the numbers of rows, which differ."""
    return {"".join(c for c in key if not c.isdecimal()): how for key, how in ended.items()}
