"""The tracked link: it notes that someone came by and leads on."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from milepost.do.actions.clicks import note_click
from milepost.do.queries.links import destination_of, link_coded
from milepost.web.public.visitor import seen_by


@never_cache
@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to where the link's row says; nothing in the request can change that."""
    link = link_coded(code)
    destination = destination_of(link) if link else None
    if link is None or destination is None:
        return render(request, "public/link.html", status=404)
    note_click(link, seen_by(request, link.workspace))
    return HttpResponseRedirect(destination)
