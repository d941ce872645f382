"""Addresses of the API; whatever no route has is answered in its own shape too."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, include, re_path
from django.views.decorators.csrf import csrf_exempt

from milepost.api.api import api
from milepost.api.errors import answer_error
from milepost.base.text import joined

View = Callable[..., HttpResponseBase]


def only_json(view: View) -> View:
    """Let a view of Ninja's answer in our shape where it would itself speak HTML or plain text."""

    @csrf_exempt
    @wraps(view)
    def speaking(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
        try:
            answer = view(request, *args, **parts)
        except Http404:
            return nothing_here(request)
        if not isinstance(answer, HttpResponseNotAllowed):
            return answer
        allowed = sorted(answer["Allow"].split(", "))
        refusal = answer_error(405, f"This address takes {joined(allowed, 'or')}.")
        refusal["Allow"] = ", ".join(allowed)
        return refusal

    return speaking


@csrf_exempt
def nothing_here(_: HttpRequest) -> HttpResponseBase:
    """Answer at every address under /api/ that no route has."""
    says = "There is nothing at this address; /api/openapi.json lists what there is."
    return answer_error(404, says)


_routes, _app, _namespace = api.urls
_speaking = [
    URLPattern(route.pattern, only_json(route.callback), route.default_args, route.name)
    for route in _routes
    if isinstance(route, URLPattern)
]

urlpatterns: list[URLPattern | URLResolver] = [
    re_path("", include((_speaking, _app), namespace=_namespace)),
    re_path("", nothing_here),
]
