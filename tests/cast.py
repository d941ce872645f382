"""The cast of the tests: an owner and a manager of one workspace, and a stranger from another."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from milepost.do.actions.plans import import_plan
from milepost.team.actions import Founder, add_member, make_user, make_workspace
from milepost.team.models import User, Workspace


@pytest.fixture
def owner(db) -> User:
    founder = Founder(email="ada@example.com", name="Ada Pine")
    user = make_user(founder)
    make_workspace(name="Redding Homes", zone="America/Los_Angeles", owner=user)
    return user


@pytest.fixture
def workspace(owner) -> Workspace:
    return owner.memberships.get().workspace


@pytest.fixture
def manager(workspace) -> User:
    user = User.objects.create(email="ben@example.com", name="Ben Oak")
    add_member(workspace, user, "manager")
    return user


@pytest.fixture
def viewer(workspace) -> User:
    user = User.objects.create(email="cleo@example.com", name="Cleo Elm")
    add_member(workspace, user, "viewer")
    return user


@pytest.fixture
def stranger(db) -> User:
    user = make_user(Founder(email="eve@example.com", name="Eve"))
    make_workspace(name="Other Shop", owner=user)
    return user


@pytest.fixture
def other_workspace(stranger) -> Workspace:
    return stranger.memberships.get().workspace


@pytest.fixture
def golden_plan() -> str:
    return (Path(__file__).parent / "golden" / "plan.yaml").read_text()


@pytest.fixture
def planned(workspace, golden_plan) -> Workspace:
    """The workspace with the golden plan in it."""
    import_plan(workspace, golden_plan)
    return workspace


@pytest.fixture
def after_golden(monkeypatch) -> None:
    """Let readings be given on a day long after those of the golden file, whatever today is."""
    later = SimpleNamespace(now=lambda: datetime(2036, 1, 1, tzinfo=UTC))
    monkeypatch.setattr("milepost.review.actions.timezone", later)
