"""What is answered when a request cannot be understood at all."""

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.defaults import bad_request as page

WRONG_HOST = "This address is not known here; name its host in MILEPOST_URL or MILEPOST_HOSTS."
NOT_UNDERSTOOD = "This request cannot be understood; look at its form, then send it again."


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer programs in the API's one shape of error, people with a page."""
    if not request.path.startswith("/api/"):
        return page(request, exception)
    says = WRONG_HOST if isinstance(exception, DisallowedHost) else NOT_UNDERSTOOD
    return JsonResponse({"detail": says, "where": None}, status=400)
