"""How large a body may be, whether or not it says its length beforehand."""

from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponseBase

from milepost.web.errors import too_large

# The largest file that a page takes is 50 MB; the rest is its form. A whole business may be larger,
# and who brings one is signed in: a stranger is not to fill the disk.
LARGEST = 52_000_000
LARGEST_ARCHIVE = 502_000_000
ARCHIVES = "/import/"
_PIECE = 65_536
_IN_MEMORY = 1_000_000

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class BodyLimit:
    """Middleware that answers a body that is too large before anything reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, if only that it is too much."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > _most(request):
            return too_large(request)
        return self.get_response(request)


def _most(request: HttpRequest) -> int:
    if request.path == ARCHIVES and SESSION_KEY in request.session:
        return LARGEST_ARCHIVE
    return LARGEST


def measured(application: Application) -> Application:
    """Let a body sent in chunks be read as any other: it is measured first.

    One beyond LARGEST is read no further, and says a length that BodyLimit will not have.
    """

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if "HTTP_TRANSFER_ENCODING" not in environ:
            return application(environ, start)
        with SpooledTemporaryFile(_IN_MEMORY) as body:
            length = 0
            while length <= LARGEST and (piece := environ["wsgi.input"].read(_PIECE)):
                length += len(piece)
                body.write(piece)
            body.seek(0)
            known = {"wsgi.input": body, "CONTENT_LENGTH": str(length)}
            return application({**environ, **known}, start)

    return answer
