"""The guides that are given for an address: where they stand, and how many asked."""

from django.http import HttpResponse

from milepost.do.queries.magnets import is_given, magnet_pages
from milepost.web.access import PageRequest, page, show
from milepost.web.public.addresses import public_root


@page("read")
def guides(request: PageRequest) -> HttpResponse:
    """Show all guides with their addresses."""
    root = public_root(request)
    found = [
        (each, f"{root}/g/{each.slug}", is_given(each)) for each in magnet_pages(request.workspace)
    ]
    return show(request, "do/guides.html", "guides", guides=found)
