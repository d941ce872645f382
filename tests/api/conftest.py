"""Programs of the cast: callers that hold a token of one role in one workspace."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from milepost.team.models import Workspace
from milepost.team.tokens import make_api_token


class Caller:
    """A program that speaks to the API as curl would: no cookies, no session, only a token."""

    def __init__(self, token: str | None = None) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"Authorization": f"Bearer {token}"} if token is not None else {}

    def __call__(
        self, method: str, path: str, sent: Any = None, *, kind: str = "application/json", **headers
    ) -> HttpResponse:
        body = sent if isinstance(sent, str | bytes) else json.dumps(sent)
        return self.client.generic(
            method,
            f"/api/{path}",
            b"" if sent is None else body,
            content_type=kind,
            headers={**self.headers, **headers},
        )

    def ask(self, path: str) -> Any:
        """Return the JSON of an address that answers."""
        answer = self("GET", path)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def tell(self, path: str, sent: Any = None, *, status: int = 201) -> Any:
        """Send JSON, and return the JSON of the answer."""
        answer = self("POST", path, sent)
        assert answer.status_code == status, answer.content
        return answer.json()


@pytest.fixture
def holder() -> Callable[[Workspace, str], Caller]:
    """Return how a caller with a role in a workspace is made."""

    def make(workspace: Workspace, role: str) -> Caller:
        return Caller(make_api_token(workspace, name=role, role=role))

    return make


@pytest.fixture
def planned_early(planned) -> Workspace:
    """The planned workspace as if its plan were old, so that no day of it lies before its plan."""
    make_old(planned)
    return planned


def make_old(workspace: Workspace) -> None:
    """Let a plan have been made before the days it is of."""
    workspace.plan_versions.update(made_at=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def nobody(db) -> Caller:
    return Caller()


@pytest.fixture
def of_owner(planned, holder) -> Caller:
    return holder(planned, "owner")


@pytest.fixture
def of_manager(planned, holder) -> Caller:
    return holder(planned, "manager")


@pytest.fixture
def of_viewer(planned, holder) -> Caller:
    return holder(planned, "viewer")


@pytest.fixture
def of_stranger(other_workspace, holder) -> Caller:
    return holder(other_workspace, "owner")


@pytest.fixture
def practice(of_owner) -> int:
    """A channel of the planned workspace that posts nowhere."""
    return of_owner.tell("channels", {"network": "practice", "name": "Trial"})["id"]


@pytest.fixture
def draft(practice) -> dict[str, Any]:
    """What a program sends for a post that serves a tactic of the golden plan."""
    return {"text": "What closing costs", "tactic": "blog", "channels": [practice]}


DUE = "2027-03-01T09:00:00-08:00"


def is_error(answer: HttpResponse, status: int, where: str | None = None) -> bool:
    """Tell whether an answer is an error in its one shape, with a sentence."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"].startswith("application/json")
    told = answer.json()
    assert set(told) == {"detail", "where"}
    assert told["detail"].endswith((".", "?"))
    assert told["where"] == where
    return True
