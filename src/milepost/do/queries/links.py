"""Questions about tracked links."""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db.models import Count, IntegerField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from milepost.do.linking import Source, is_safe_target, with_utm
from milepost.do.models import Click, Lead, Link
from milepost.team.models import Workspace


def link_coded(code: str) -> Link | None:
    """Return the link of that code, however it was typed."""
    return (
        Link.objects.filter(code=code.lower())
        .select_related("workspace", "delivery__channel", "tactic", "strategy")
        .first()
    )


def destination_of(link: Link) -> str | None:
    """Return where a link leads, with what it knows of the visitor's way; None where it must not.

    A path of ours learns the link's code, an outside address the parameters of analytics programs.
    """
    target = _own_path(link.target)
    if not is_safe_target(target):
        return None
    if not target.startswith("/"):
        return with_utm(target, _source_of(link))
    parts = urlsplit(target)
    query = "&".join(part for part in (parts.query, f"via={link.code}") if part)
    return urlunsplit(parts._replace(query=query))


def _own_path(target: str) -> str:
    """Return an address of ours as the path it is."""
    ours = settings.PUBLIC_URL
    return target.removeprefix(ours) if ours and target.startswith(f"{ours}/") else target


def _source_of(link: Link) -> Source:
    return Source(
        network=link.delivery.channel.network if link.delivery else "",
        strategy=link.strategy.code if link.strategy else "",
        tactic=link.tactic.code if link.tactic else "",
        post=link.post_id or 0,
    )


def links(workspace: Workspace) -> QuerySet[Link]:
    """The links, newest first, each with how many came by: people, machines, own; and its leads."""
    people = Click.objects.filter(kind="person", is_first=True)
    machines = Click.objects.filter(kind__in=["bot", "preview"])
    return (
        Link.objects.filter(workspace=workspace)
        .select_related("post", "tactic", "delivery__channel")
        .annotate(
            people=_counted(people),
            machines=_counted(machines),
            own=_counted(Click.objects.filter(kind="own")),
            asked=_counted(Lead.objects.all()),
        )
        .order_by("-made_at", "-pk")
    )


def _counted(rows: QuerySet[Model]) -> Coalesce:
    """Count each link's rows in a query of their own, so that no count multiplies another."""
    of_link = rows.filter(link=OuterRef("pk")).order_by().values("link")
    counts = of_link.annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)
