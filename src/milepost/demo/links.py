"""The links of the example's posts that are out."""

from dataclasses import dataclass
from datetime import datetime

from milepost.do.models import Delivery, Link
from milepost.team.models import Workspace


@dataclass(frozen=True, slots=True)
class OutLink:
    """A link, the tactic its post serves, and when the post went out."""

    link: Link
    tactic: str
    out_at: datetime


def links_out(workspace: Workspace) -> list[OutLink]:
    """Return the links of what is out, by tactic, the oldest post first."""
    rows = Delivery.objects.filter(workspace=workspace, state="out", link__isnull=False)
    rows = rows.select_related("link", "post__tactic").order_by("post__tactic__code", "sent_at")
    return [
        OutLink(row.link, row.post.tactic.code, row.sent_at)
        for row in rows
        if row.post.tactic and row.sent_at
    ]
