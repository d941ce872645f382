"""What the tests of Do share."""

import pytest
from tests.do.posting import Blind, Flaky

from milepost.networks import NETWORKS


@pytest.fixture
def flaky(monkeypatch) -> type[Flaky]:
    """A network of the tests' own, well and empty."""
    monkeypatch.setitem(NETWORKS, "flaky", Flaky)
    monkeypatch.setattr(Blind, "posted", [])
    monkeypatch.setattr(Blind, "script", [])
    monkeypatch.setattr(Blind, "on_call", lambda: None)
    return Flaky
