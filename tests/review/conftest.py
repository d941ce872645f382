"""What the tests of the review share."""

from pathlib import Path

import pytest


@pytest.fixture
def golden_readings() -> str:
    return (Path(__file__).parent.parent / "golden" / "readings.csv").read_text(encoding="utf-8")
