"""Middleware that lets everybody after it see who sent a request and whether it came over https."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from milepost.base.senders import is_among, read_address, sender_of

_CLAIMS = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_", "HTTP_X_REAL_IP")


class TrueSender:
    """Believes what our own proxies say of a request, and lets nobody else's word through.

    After it REMOTE_ADDR is the sender's own address, and the scheme is https only where this
    server or a proxy of MILEPOST_PROXIES says so. No header of that kind is left to be misread.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; over https every cookie is for https alone."""
        _set_sender(request.META)
        response = self.get_response(request)
        if request.is_secure():
            for cookie in response.cookies.values():
                cookie["secure"] = True
        return response


def _set_sender(meta: dict[str, str]) -> None:
    claims = {name: meta.pop(name) for name in list(meta) if name.startswith(_CLAIMS)}
    near = read_address(meta.get("REMOTE_ADDR", ""))
    if near is None:
        return
    sender = near
    if is_among(near, settings.PROXIES):
        sender = sender_of(near, claims.get("HTTP_X_FORWARDED_FOR", ""), settings.PROXIES)
        scheme = claims.get("HTTP_X_FORWARDED_PROTO", "").rsplit(",", 1)[-1].strip().lower()
        if scheme == "https":
            meta["wsgi.url_scheme"] = scheme
    meta["REMOTE_ADDR"] = str(sender)
