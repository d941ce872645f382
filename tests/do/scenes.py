"""Small scenes for tests of what strangers see: a post that is out on the own page, a guide."""

import secrets
from datetime import UTC, datetime

from milepost.do.actions.channels import ensure_own_page
from milepost.do.actions.links import make_link
from milepost.do.actions.magnets import ensure_pages
from milepost.do.models import Delivery, Link, MagnetPage, Post
from milepost.do.visits import Seen
from milepost.plan.models import Tactic
from milepost.team.models import Workspace

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
SEEN = Seen("192.0.2.1", BROWSER)


def post_out(workspace: Workspace, text: str, *, tactic: str = "", title: str = "") -> Delivery:
    """Return a post of the own page as the worker leaves it when it is out."""
    served = Tactic.objects.get(workspace=workspace, code=tactic) if tactic else None
    post = Post.objects.create(workspace=workspace, text=text, title=title, tactic=served)
    key = secrets.token_hex(16)
    return Delivery.objects.create(
        workspace=workspace,
        post=post,
        channel=ensure_own_page(workspace),
        state="out",
        key=key,
        remote_id=f"post-{key[:8]}",
        sent_at=datetime.now(UTC),
    )


def tracked(workspace: Workspace, target: str, *, tactic: str = "blog") -> Link:
    """Return the link of a post that serves a tactic of the golden plan."""
    return make_link(post_out(workspace, "Closing costs", tactic=tactic), target)


def guide(workspace: Workspace) -> MagnetPage:
    """Return the page of the golden plan's checklist."""
    ensure_pages(workspace)
    return MagnetPage.objects.select_related("workspace", "magnet").get(workspace=workspace)
