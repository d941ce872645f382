"""What is answered when a request cannot be understood at all."""

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

WRONG_HOST = "This address is not known here; name its host in MILEPOST_URL or MILEPOST_HOSTS."
NOT_UNDERSTOOD = "This request cannot be understood; look at its form, then send it again."


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer programs in the API's one shape of error, people with a page; both in a sentence."""
    says = WRONG_HOST if isinstance(exception, DisallowedHost) else NOT_UNDERSTOOD
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": says, "where": None}, status=400)
    return HttpResponse(render_to_string("400.html", {"says": says}), status=400)
