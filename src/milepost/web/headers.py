"""Headers that tell a browser what our pages may do: run our own files and nothing else."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

# Scripts, styles, fonts and what scripts fetch are our own files (default-src); none stands in a
# page itself. data: is for the picture of a second factor's key.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "frame-src 'none'",
        "worker-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
# Over plain http it would send a visitor of this machine to an https that nobody speaks.
UPGRADE = "; upgrade-insecure-requests"
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "microphone",
        "payment",
        "usb",
    )
)


# Pages for strangers alone: they may be kept by caches, and their links may say where they stand.
PUBLIC = ("/p/", "/l/")
KEPT = ("/p/", settings.STATIC_URL)


class SafeHeaders:
    """Adds what every answer of ours tells a browser, and keeps private pages out of caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the headers; a policy or a word on caches that it brings itself stands."""
        response = self.get_response(request)
        policy = POLICY + UPGRADE if request.is_secure() else POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith(PUBLIC):
            response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        if request.path.startswith("/api/"):
            # Whoever is led to it in a browser gets a file, not a page that could run.
            response.headers.setdefault("Content-Disposition", 'attachment; filename="api.json"')
        if not request.path.startswith(KEPT):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
