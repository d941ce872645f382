"""Feeds: valid for those who read them, with addresses in full."""

import json

import feedparser
import pytest
from tests.do.scenes import post_out

from milepost.do.actions.links import make_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(planned) -> str:
    post_out(planned, "First & <b>plain</b>\n\nhttps://example.com/")
    make_link(post_out(planned, "Three costs", title="Costs", tactic="blog"), "/g/checklist")
    return f"/p/{planned.slug}/"


def test_atom_feed_reads_well(client, planned, home):
    response = client.get(f"{home}feed.xml")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.title == planned.name
    assert [entry.title for entry in feed.entries] == ["Costs", "First & <b>plain</b>"]
    assert len({entry.id for entry in feed.entries}) == 2
    for entry in feed.entries:
        assert entry.link.startswith(f"http://testserver{home}post-")
        assert client.get(entry.link).status_code == 200
        assert entry.published_parsed


def test_atom_feed_escapes_text_and_shows_the_link(client, home):
    newest, oldest = feedparser.parse(client.get(f"{home}feed.xml").content).entries
    assert "/l/" in newest.summary
    assert "Ask for the checklist" in newest.summary
    assert "&lt;b&gt;plain&lt;/b&gt;" in oldest.summary


def test_json_feed_has_what_version_1_1_asks_for(client, planned, home):
    response = client.get(f"{home}feed.json")
    assert response["Content-Type"] == "application/feed+json"
    feed = json.loads(response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == planned.name
    assert feed["feed_url"] == f"http://testserver{home}feed.json"
    newest, oldest = feed["items"]
    assert newest["title"] == "Costs"
    assert "title" not in oldest
    for item in feed["items"]:
        assert item["id"] == item["url"]
        assert item["content_html"].startswith("<p>")
        assert item["date_published"].endswith("+00:00")


@pytest.mark.parametrize("name", ["feed.xml", "feed.json"])
def test_unchanged_feed_is_not_sent_again(client, home, name):
    tag = client.get(f"{home}{name}")["ETag"]
    assert client.get(f"{home}{name}", headers={"If-None-Match": tag}).status_code == 304


def test_empty_feed_is_valid(client, other_workspace):
    post_out(other_workspace, "Only one").delete()
    feed = feedparser.parse(client.get(f"/p/{other_workspace.slug}/feed.xml").content)
    assert not feed.bozo
    assert feed.entries == []
