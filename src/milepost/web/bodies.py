"""How large a body may be, whether or not it says its length beforehand."""

from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from milepost.web.errors import too_large

# The largest file that a page takes is 50 MB; the rest is its form.
LARGEST = 52_000_000
_PIECE = 65_536
_IN_MEMORY = 1_000_000

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class BodyLimit:
    """Middleware that answers a body larger than LARGEST before anything reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, if only that it is too much."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > LARGEST:
            return too_large(request)
        return self.get_response(request)


def measured(application: Application) -> Application:
    """Let a body sent in chunks be read as any other: it is measured first.

    One that is too large is read no further, and says a length that BodyLimit will not have.
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
