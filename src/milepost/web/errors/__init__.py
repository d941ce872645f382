"""What is answered when a request cannot be understood at all."""

from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

WRONG_HOST = "This address is not known here; name its host in MILEPOST_URL or MILEPOST_HOSTS."
NOT_UNDERSTOOD = "This request cannot be understood; look at its form, then send it again."

TOO_LARGE = "This is more than can be taken at once; send it in smaller parts."
_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer programs in the API's one shape of error, people with a page; both in a sentence."""
    if isinstance(exception, _TOO_MUCH):
        return too_large(request)
    says = WRONG_HOST if isinstance(exception, DisallowedHost) else NOT_UNDERSTOOD
    return _answer(request, 400, says)


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer that a body is too large, or has too many fields."""
    return _answer(request, 413, TOO_LARGE)


def _answer(request: HttpRequest, status: int, says: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": says, "where": None}, status=status)
    return HttpResponse(render_to_string("400.html", {"says": says}), status=status)
