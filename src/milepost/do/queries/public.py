"""Questions about what strangers read: the own page and its posts."""

from collections.abc import Mapping

from django.db.models import QuerySet, Subquery

from milepost.do.models import Channel, Delivery
from milepost.plan.queries import current_plan
from milepost.team.models import Workspace


def own_page(slug: str) -> Workspace | None:
    """Return the workspace whose own page stands under that address."""
    channels = Channel.objects.filter(network="own_page", closed_at=None).values("workspace")
    return Workspace.objects.filter(slug=slug, pk__in=channels).first()


def own_posts(workspace: Workspace) -> QuerySet[Delivery]:
    """What is out on the own page and was not taken down, newest first."""
    # There is one, and told so a database finds its posts in their order.
    channel = Channel.objects.filter(workspace=workspace, network="own_page", closed_at=None)
    return (
        Delivery.objects.filter(
            channel=Subquery(channel.order_by("pk").values("pk")[:1]),
            state="out",
            sent_at__isnull=False,
            taken_down_at=None,
        )
        .exclude(remote_id="")
        .select_related("post__tactic", "link", "workspace")
        .order_by("-sent_at", "-pk")
    )


def calls_to_action(workspace: Workspace) -> Mapping[str, str]:
    """Return what each tactic of the plan asks its reader to do, by the tactic's id."""
    current = current_plan(workspace)
    parts = current.plan.tactics if current else ()
    return {part.id: part.call_to_action for part in parts if part.call_to_action}
