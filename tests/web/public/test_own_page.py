"""The own page: what is out, as plain text, for strangers and search engines."""

from datetime import timedelta

import feedparser
import pytest
from tests.do.scenes import post_out

from milepost.do.actions.channels import ensure_own_page
from milepost.do.actions.links import make_link
from milepost.do.actions.taking_down import reword_out, take_down
from milepost.do.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(planned) -> str:
    ensure_own_page(planned)
    return f"/p/{planned.slug}/"


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_page_without_posts_says_so(client, home):
    assert "Nothing is written here yet" in read(client, home)


def test_newest_post_stands_first_and_drafts_nowhere(client, planned, home):
    post_out(planned, "The first one")
    post_out(planned, "The second one")
    draft = post_out(planned, "Not yet")
    Delivery.objects.filter(pk=draft.pk).update(state="due")
    html = read(client, home)
    assert html.index("The second one") < html.index("The first one")
    assert "Not yet" not in html


def test_text_is_escaped_and_its_addresses_are_links(client, planned, home):
    post_out(planned, "<script>alert(1)</script> & more\n\nSee https://example.com/a?b=1&c=2.")
    html = read(client, home)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in html
    assert 'href="https://example.com/a?b=1&amp;c=2"' in html
    assert "<script" not in html


def test_link_is_the_tactics_call_to_action(client, planned, home, settings):
    settings.PUBLIC_URL = "https://post.example.com"
    link = make_link(post_out(planned, "Costs", tactic="blog"), "/g/checklist")
    html = read(client, home)
    assert f'href="https://post.example.com/l/{link.code}">Ask for the checklist</a>' in html


def test_link_of_a_post_off_plan_says_read_on(client, planned, home):
    link = make_link(post_out(planned, "Costs: {link}"), "https://example.com/")
    html = read(client, home)
    assert f'href="http://testserver/l/{link.code}">Read on</a>' in html
    assert "{link}" not in html


def test_channel_may_have_its_own_wording(client, planned, home):
    delivery = post_out(planned, "For everyone")
    Delivery.objects.filter(pk=delivery.pk).update(text="For the own page")
    html = read(client, home)
    assert "For the own page" in html
    assert "For everyone" not in html


def test_head_names_address_feeds_and_what_a_card_shows(client, planned, home, settings):
    settings.PUBLIC_URL = "https://post.example.com"
    delivery = post_out(planned, "Three costs nobody tells you", title="Closing costs")
    html = read(client, f"{home}{delivery.remote_id}/")
    address = f"https://post.example.com{home}{delivery.remote_id}/"
    assert f'<link rel="canonical" href="{address}">' in html
    assert f'<meta property="og:url" content="{address}">' in html
    assert '<meta property="og:title" content="Closing costs">' in html
    assert '<meta name="description" content="Three costs nobody tells you">' in html
    assert f'href="https://post.example.com{home}feed.xml"' in html
    assert f'href="https://post.example.com{home}feed.json"' in html


def test_long_post_is_cut_on_the_page_and_whole_at_its_address(client, planned, home):
    delivery = post_out(planned, f"Begin\n\n{'word ' * 200}the end")
    html = read(client, home)
    assert "<p>Begin</p>" in html
    assert "the end" not in html
    assert "Read the whole post" in html
    assert "the end" in read(client, f"{home}{delivery.remote_id}/")


def test_pages_hold_twenty(client, planned, home):
    for number in range(21):
        post_out(planned, f"Number {number}.")
    assert read(client, home).count("<article>") == 20
    second = read(client, f"{home}?page=2")
    assert second.count("<article>") == 1
    assert f'<link rel="canonical" href="http://testserver{home}?page=2">' in second
    assert client.get(f"{home}?page=3").status_code == 404
    assert client.get(f"{home}?page=x").status_code == 404


def test_number_of_queries_does_not_grow(client, planned, home, django_assert_max_num_queries):
    for number in range(12):
        make_link(post_out(planned, f"Number {number}.", tactic="blog"), "/g/checklist")
    with django_assert_max_num_queries(5):
        client.get(home)


def test_post_of_another_business_is_not_found(client, planned, home, other_workspace):
    theirs = post_out(other_workspace, "Theirs")
    assert client.get(f"{home}{theirs.remote_id}/").status_code == 404
    assert client.get("/p/nobody/").status_code == 404


def test_page_sets_no_cookie(client, planned, home):
    assert not client.get(home).cookies


def test_post_that_was_taken_down_is_on_no_page_and_in_no_feed(client, planned, home):
    gone, up = post_out(planned, "Gone again"), post_out(planned, "Still up")
    take_down(planned, gone.pk)
    for address in (home, f"{home}feed.xml", f"{home}feed.json"):
        html = read(client, address)
        assert "Still up" in html
        assert "Gone again" not in html
    assert client.get(f"{home}{gone.remote_id}/").status_code == 404
    assert client.get(f"{home}{up.remote_id}/").status_code == 200


def test_changed_text_is_on_the_page_and_feeds_say_when(client, planned, home):
    out = post_out(planned, "Costs")
    Delivery.objects.update(sent_at=out.sent_at - timedelta(days=1))
    out.refresh_from_db()
    assert "date_modified" not in client.get(f"{home}feed.json").json()["items"][0]
    reword_out(planned, out.pk, "Closing costs")
    out.refresh_from_db()
    assert "Closing costs" in read(client, f"{home}{out.remote_id}/")
    (entry,) = client.get(f"{home}feed.json").json()["items"]
    assert entry["date_modified"] == out.reworded_at.isoformat()
    assert entry["date_published"] == out.sent_at.isoformat()
    (parsed,) = feedparser.parse(read(client, f"{home}feed.xml")).entries
    assert parsed.published != parsed.updated
