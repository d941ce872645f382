"""What a request tells of the stranger who sent it."""

from ipaddress import ip_address

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
    """Return the sender's address; behind a proxy of ours, the last one that proxy added."""
    near = request.META.get("REMOTE_ADDR", "")
    added = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
    return added if added and _is_ours(near) else near


def _is_ours(address: str) -> bool:
    """Tell whether an address is on this machine or in its network; a socket has none."""
    try:
        return ip_address(address).is_private
    except ValueError:
        return True
