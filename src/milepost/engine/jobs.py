"""What a worker is given to do: whose rows, and how one of them is carried out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from milepost.engine.claims import Claim


@dataclass(frozen=True)
class Job:
    """One kind of due work.

    `run` is called once per claim and gives the row back itself. `most` rows of a kind are under
    way in one worker at the same time, so that slow work of one kind leaves room for the others.
    `seed` makes rows that ought to exist; it is called when a worker starts and every minute.
    """

    name: str
    rows: Callable[[], QuerySet[Any]]
    run: Callable[[Claim], None]
    lease_seconds: int = 60
    most: int = 16
    seed: Callable[[], None] | None = None
