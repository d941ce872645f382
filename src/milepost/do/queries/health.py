"""Whether due work is being done."""

from dataclasses import dataclass

from django.db.models import Min, Q
from django.utils import timezone

from milepost.do.models import Delivery

# A worker takes what is due within a second; a minute of silence means there is none.
LATE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Health:
    """How late the oldest unclaimed delivery is, and a sentence on it."""

    late_seconds: int
    says: str

    @property
    def is_well(self) -> bool:
        """Tell whether the queue moves."""
        return self.late_seconds < LATE_SECONDS


def health_now() -> Health:
    """Look at the queue."""
    now = timezone.now()
    unheld = Q(lease_until=None) | Q(lease_until__lt=now)
    oldest = Delivery.objects.filter(
        unheld, state__in=("due", "sending"), due_at__lt=now
    ).aggregate(oldest=Min("due_at"))["oldest"]
    late = int((now - oldest).total_seconds()) if oldest else 0
    if late < LATE_SECONDS:
        return Health(late, "Well.")
    return Health(late, f"Nothing has gone out for {late // 60} min; is the worker running?")
