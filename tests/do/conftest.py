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
    # On both: what a test sets on the one it was given is taken back.
    for network in (Blind, Flaky):
        monkeypatch.setattr(network, "on_call", lambda: None)
    return Flaky
