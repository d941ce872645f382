"""How often one sender may send a form that strangers can open."""

from ipaddress import ip_address, ip_network

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy

from milepost.engine.rates import admit

TRIES = 20
SECONDS = 60 * 60
TOO_OFTEN = gettext_lazy("That was too often in a short time. Try again in an hour.")


def is_too_often(request: HttpRequest, form: str) -> bool:
    """Count this try of a form; tell whether its sender has made more than TRIES an hour.

    The sender's address is the true one (see web.proxies); no more than a keyed hash of it is
    kept, for a day.
    """
    sender = salted_hmac(
        f"milepost pace {form}", _network_of(str(request.META.get("REMOTE_ADDR", "")))
    )
    key = f"{form}:{sender.hexdigest()}"
    return admit(key, count=TRIES, seconds=SECONDS, burst=TRIES, now=timezone.now()) is not None


def _network_of(address: str) -> str:
    """Return what one household has: an IPv4 address, or a /64 of IPv6 (RFC 6177)."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64 if found.version == 6 else 32), strict=False))
