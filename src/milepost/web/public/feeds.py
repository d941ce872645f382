"""The own page as feeds: Atom and JSON Feed."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import conditional_page, require_safe

from milepost.do.queries.public import calls_to_action, own_posts
from milepost.team.models import Workspace
from milepost.web.public.addresses import public_root
from milepost.web.public.entries import Entry, entry_of
from milepost.web.public.own_page import PER_PAGE, owner_of


@require_safe
@conditional_page
def atom_feed(request: HttpRequest, workspace: str) -> HttpResponse:
    """Answer the newest posts as Atom (RFC 4287)."""
    owner, root = owner_of(workspace), public_root(request)
    home = f"{root}/p/{owner.slug}/"
    feed = Atom1Feed(
        title=owner.name,
        link=home,
        description="",
        author_name=owner.name,
        feed_url=f"{home}feed.xml",
    )
    for entry in _newest(owner, root):
        feed.add_item(
            title=entry.headline,
            link=entry.address,
            description=_content(entry),
            unique_id=entry.address,
            pubdate=entry.at,
            updateddate=entry.changed_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=Atom1Feed.content_type)


@require_safe
@conditional_page
def json_feed(request: HttpRequest, workspace: str) -> HttpResponse:
    """Answer the newest posts as JSON Feed 1.1."""
    owner, root = owner_of(workspace), public_root(request)
    home = f"{root}/p/{owner.slug}/"
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": owner.name,
        "home_page_url": home,
        "feed_url": f"{home}feed.json",
        "authors": [{"name": owner.name, "url": home}],
        "items": [_json_entry(entry) for entry in _newest(owner, root)],
    }
    return JsonResponse(feed, content_type="application/feed+json")


def _newest(owner: Workspace, root: str) -> list[Entry]:
    calls = calls_to_action(owner)
    return [entry_of(each, calls, root) for each in own_posts(owner)[:PER_PAGE]]


def _json_entry(entry: Entry) -> dict[str, str]:
    known = {
        "id": entry.address,
        "url": entry.address,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": _content(entry),
        "date_published": entry.at.isoformat(),
        "date_modified": entry.changed_at.isoformat() if entry.changed_at != entry.at else "",
    }
    return {name: value for name, value in known.items() if value}


def _content(entry: Entry) -> str:
    return render_to_string("public/feed_entry.html", {"entry": entry})
