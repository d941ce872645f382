"""Secrets are hunted for wherever they could come out: pages, API, errors, log, record, rows."""

import logging
import re
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from tests.do.posting import due_now, work
from tests.web.team.test_account import code_of
from tests.web.test_access import PAGES, paths, tried

from milepost.api.api import api
from milepost.base.network import Access
from milepost.do.actions.channels import Connection, connect_channel
from milepost.engine.embedded import _report
from milepost.networks.practice import Practice
from milepost.team.actions import make_signin_link, set_password
from milepost.team.members import invite
from milepost.team.models import User
from milepost.team.secrets import encryption_keys
from milepost.team.tokens import make_api_token

pytestmark = pytest.mark.django_db
assert paths  # the fixture of addresses, shared with the walk over them

PASSWORD = "wombat lantern quarry"
ACCESS = "s3cr3t-of-the-channel"


@dataclass
class Planted:
    """Every kind of secret there is, as plain text."""

    secrets: dict[str, str]
    client: Client
    token: str

    def found_in(self, text: str) -> list[str]:
        return [name for name, secret in self.secrets.items() if secret in text]


@pytest.fixture
def planted(planned, owner) -> Planted:
    set_password(owner, PASSWORD)
    connect_channel(planned, Connection("practice", "Sealed", access={"password": ACCESS}))
    token = make_api_token(planned, name="shop", role="owner", made_by=owner)
    client = Client()
    client.post("/signin/", {"login": owner.email, "password": PASSWORD})
    client.post("/account/confirm/", {"password": PASSWORD})
    key = re.search(r'id="secret">([A-Z2-7=]+)<', client.get("/account/app/").content.decode())[1]
    shown = client.post("/account/app/", {"code": code_of(key)}, follow=True).content.decode()
    secrets = {
        "password": PASSWORD,
        "password hash": User.objects.get(pk=owner.pk).password,
        "channel access": ACCESS,
        "API token": token,
        "sign-in link": make_signin_link(owner),
        "invitation": invite(planned, role="viewer", note_="Gus", by=owner),
        "authenticator key": key,
        "recovery code": re.search(r"\b\d{8}\b", shown)[0],
        "signing key": settings.SECRET_KEY,
        "encryption key": encryption_keys()[0],
    }
    return Planted(secrets, client, token)


def rows() -> Iterator[str]:
    for model in apps.get_models():
        if model is not Session:
            for row in model._base_manager.values_list():
                yield f"{model.__name__}: {row}"


def test_nothing_kept_in_the_database_is_a_secret_in_plain_text(planted):
    secrets = {k: v for k, v in planted.secrets.items() if k != "password hash"}
    kept = "\n".join(rows())
    assert Authenticator.objects.exists()
    assert [name for name, secret in secrets.items() if secret in kept] == []


def test_no_page_shows_a_secret(planted, paths):
    for name, (look, _) in PAGES.items():
        if look:
            shown = planted.client.get(paths[name]).content.decode()
            assert planted.found_in(shown) == [], name


def test_no_answer_of_the_api_shows_a_secret(planted, paths):
    for path, methods in api.get_openapi_schema()["paths"].items():
        if "get" in methods:
            address = path.replace("{pk}", "1") + "?first=2027-01-04&last=2027-01-10"
            answer = Client().get(address, headers={"Authorization": f"Bearer {planted.token}"})
            assert planted.found_in(answer.content.decode()) == [], path


def test_no_error_shows_or_logs_a_secret(planted, paths, caplog, monkeypatch):
    """Whatever fails in our hands fails without telling."""
    caplog.set_level(logging.DEBUG)

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("milepost.web.access.render", fail)
    monkeypatch.setattr("milepost.api.do.posts", fail)
    planted.client.raise_request_exception = False
    shown = [planted.client.get(paths["settings"]).content.decode()]
    asked = {"Authorization": f"Bearer {planted.token}"}
    shown.append(Client().get("/api/posts", headers=asked).content.decode())
    assert "fault of ours" in shown[1]
    assert planted.found_in("\n".join([*shown, caplog.text])) == []


def test_the_log_of_everything_that_is_tried_tells_no_secret(planted, paths, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="django.request")
    for method in ("GET", "POST"):
        for path in paths.values():
            tried(planted.client, method, path)
    stranger = Client()
    for name in ("sign-in link", "invitation", "API token"):
        stranger.get(f"/signin/{planted.secrets[name]}/")
        stranger.post(f"/join/{planted.secrets[name]}/", {"name": "x"})
    for secret in planted.secrets.values():
        stranger.post("/signin/", {"login": "ada@example.com", "password": secret})
        stranger.get("/api/posts", headers={"Authorization": f"Bearer {secret}"})
    handled = "\n".join(_as_written(record) for record in caplog.records)
    assert "/join/…" in handled
    assert planted.found_in(handled) == []


def _as_written(record: logging.LogRecord) -> str:
    handler = logging.getLogger().handlers
    ours = next(
        each for each in handler if any(f.__class__.__name__ == "HideTokens" for f in each.filters)
    )
    ours.filter(record)
    return ours.format(record)


def test_a_network_that_fails_leaves_no_secret_behind(planned, planted, caplog, monkeypatch):
    """Not even where its own fault quotes what it was opened with."""
    caplog.set_level(logging.DEBUG)
    given = []

    def fail(network: Practice, access: Access) -> None:
        if not access.secrets:  # asked only how long a text is
            return
        given.append(access)
        raise RuntimeError(f"could not sign in with {access.secrets}")

    monkeypatch.setattr(Practice, "__init__", fail)
    due_now(planned, planned.channels.get(name="Sealed"))
    done: Future[None] = Future()
    with pytest.raises(RuntimeError) as stopped:
        work()
    done.set_exception(stopped.value)
    _report("send", done)
    assert given[0].secrets == {"password": ACCESS}
    assert "RuntimeError" in caplog.text
    assert ACCESS not in caplog.text + repr(given[0]) + "\n".join(rows())
