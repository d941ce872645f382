"""Tells persons from machines among visitors of a link, and names a visitor for a day."""

import hashlib
import hmac
import re
from dataclasses import dataclass

import crawleruseragents  # type: ignore[import-untyped]

# https://wicg.github.io/nav-speculation/prefetch.html#sec-purpose-header, and what came before it.
_AHEAD = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)
# Servers and apps that fetch a card for a link; the list of crawlers has most of them.
_PREVIEWERS = re.compile(
    r"facebookexternalhit|Twitterbot|Slackbot|^WhatsApp/|TelegramBot|LinkedInBot|Discordbot"
    r"|SkypeUriPreview|Cardyb|Mastodon/|GoToSocial|Pleroma|Akkoma|Misskey|Friendica|PixelFed",
    re.IGNORECASE,
)
# Browsers inside apps, in which people read: the list of crawlers takes them for fetchers.
_IN_APP = re.compile(r"^Mozilla/5\.0 .*(MetaIAB|Viber/)")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a request tells of its sender; nothing of this is kept."""

    ip: str
    agent: str
    purpose: str = ""  # the headers Sec-Purpose, Purpose and X-Moz
    method: str = "GET"
    is_member: bool = False  # signed in to the workspace whose link it is


def kind_of(seen: Seen) -> str:
    """Tell what came by: bot, preview, own (one of us) or person."""
    if seen.method == "HEAD" or not seen.agent.strip():
        return "bot"
    if _AHEAD.search(seen.purpose) or _is_previewer(seen.agent):
        return "preview"
    if _is_crawler(seen.agent):
        return "bot"
    return "own" if seen.is_member else "person"


def _is_crawler(agent: str) -> bool:
    return not _IN_APP.search(agent) and crawleruseragents.is_crawler(agent)


def _is_previewer(agent: str) -> bool:
    if _PREVIEWERS.search(agent):
        return True
    if not _is_crawler(agent):
        return False
    return any(
        "social-preview" in crawleruseragents.CRAWLER_USER_AGENTS_DATA[number].get("tags", [])
        for number in crawleruseragents.matching_crawlers(agent)
    )


def visitor_name(salt: str, workspace_id: int, seen: Seen) -> str:
    """Return the visitor's name in one workspace while the salt is kept: 32 hexadecimal digits."""
    words = f"{workspace_id}\n{seen.ip}\n{seen.agent}"
    return hmac.new(salt.encode(), words.encode(), hashlib.sha256).hexdigest()[:32]
