"""Questions about the pages on which magnets are given."""

from django.db.models import Count, QuerySet

from milepost.do.models import MagnetPage
from milepost.plan.outline import Magnet
from milepost.plan.queries import current_plan
from milepost.team.models import Workspace


def magnet_pages(workspace: Workspace) -> QuerySet[MagnetPage]:
    """The pages of a workspace in the plan's order, each with its number of leads as `asked`."""
    return (
        MagnetPage.objects.filter(workspace=workspace)
        .select_related("magnet", "workspace")
        .annotate(asked=Count("magnet__leads"))
        .order_by("magnet__retired_on", "magnet__position", "pk")
    )


def magnet_page(workspace: Workspace, slug: str) -> MagnetPage | None:
    """Return one page of this workspace."""
    return magnet_pages(workspace).filter(slug=slug).first()


def public_magnet_page(slug: str) -> MagnetPage | None:
    """Return the page that strangers see at that address, open or not."""
    return MagnetPage.objects.select_related("workspace", "magnet").filter(slug=slug).first()


def is_given(page: MagnetPage) -> bool:
    """Tell whether the magnet is given at the moment."""
    return page.is_open and page.magnet.retired_on is None


def empty_gifts(workspace: Workspace) -> QuerySet[MagnetPage]:
    """Pages that anyone can ask on and that give nothing yet."""
    rows = MagnetPage.objects.filter(workspace=workspace, is_open=True, gift="")
    return rows.filter(magnet__retired_on=None).select_related("magnet")


def intro_of(page: MagnetPage) -> str:
    """Return what stands above the form: the page's own words, else what the plan says it gives."""
    if page.intro:
        return page.intro
    current = current_plan(page.workspace)
    part = current.plan.find(page.magnet.code) if current else None
    return (part.gives or "") if isinstance(part, Magnet) else ""
