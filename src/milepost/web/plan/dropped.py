"""Posts that would still go out for tactics which a version of the plan dropped."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.base.clock import moment_words
from milepost.base.text import shortened
from milepost.do.models import Post
from milepost.do.queries import posts
from milepost.plan.changes import dropped_tactics
from milepost.plan.models import PlanVersion
from milepost.plan.queries import plan_of
from milepost.team.models import Workspace
from milepost.web.access import today_of

NAMED = 5  # in a message; the version's page names them all


def posts_left_by(before: PlanVersion | None, version: PlanVersion) -> list[Post]:
    """Return the posts still to go out whose tactics the version before had, and this one drops."""
    if before is None:
        return []
    workspace, today = version.workspace, today_of(version.workspace)
    dropped = dropped_tactics(plan_of(before), plan_of(version), today)
    return posts.posts_left_by(workspace, dropped, today=today)


def left_words(workspace: Workspace, version: PlanVersion, left: Sequence[Post]) -> SafeString:
    """Name such posts in one sentence, each with the link to where a person decides."""
    says = ngettext(
        "A post of a tactic that you dropped is still to go out: {posts}. Keep it, or cancel it.",
        "Posts of tactics that you dropped are still to go out: {posts}. Keep or cancel each.",
        len(left),
    )
    named = format_html_join(
        ", ",
        '<a href="{}">{}</a> ({})',
        (
            (
                reverse("post", args=[workspace.slug, post.pk]),
                shortened(str(post)),
                moment_words(workspace.timezone, post.due_at),
            )
            for post in left[:NAMED]
        ),
    )
    if len(left) > NAMED:
        address = reverse("version", args=[workspace.slug, version.number])
        more = _("and {n} more")
        rest = format_html('<a href="{}">{}</a>', address, more.format(n=len(left) - NAMED))
        named = format_html("{} {}", named, rest)
    return format_html(says, posts=named)
