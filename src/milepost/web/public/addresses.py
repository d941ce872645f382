"""Addresses as strangers see them, with scheme and host."""

from django.conf import settings
from django.http import HttpRequest


def public_root(request: HttpRequest) -> str:
    """Return what every address of ours starts with: the public address, else the request's."""
    return settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
