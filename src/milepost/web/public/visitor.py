"""What a request tells of the stranger who sent it."""

from django.http import HttpRequest

from milepost.do.visits import Seen
from milepost.team.models import User, Workspace
from milepost.team.queries import is_member

_PURPOSES = ("Sec-Purpose", "Purpose", "X-Moz")


def seen_by(request: HttpRequest, workspace: Workspace) -> Seen:
    """Return what is seen of the sender of a request for something of this workspace."""
    user = request.user
    return Seen(
        ip=sender_ip(request),
        agent=request.headers.get("User-Agent", ""),
        purpose=" ".join(request.headers.get(name, "") for name in _PURPOSES).strip(),
        method=request.method or "GET",
        is_member=isinstance(user, User) and is_member(user, workspace),
    )


def sender_ip(request: HttpRequest) -> str:
    """Return the sender's address, which web.proxies has set right."""
    return str(request.META.get("REMOTE_ADDR", ""))
