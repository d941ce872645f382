"""Whether the program is well, for whoever watches it."""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

from milepost.do.queries.health import health_now


def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 with how late the queue is, or 503 when the database does not answer."""
    try:
        now = health_now()
    except DatabaseError:
        return JsonResponse({"ok": False, "says": "The database does not answer."}, status=503)
    return JsonResponse(
        {"ok": now.is_well, "says": now.says, "late_seconds": now.late_seconds},
        status=200 if now.is_well else 503,
    )
