"""The tracked link: it leads on, notes the visit, and cannot be bent to lead elsewhere."""

import pytest
from tests.do.scenes import BROWSER, tracked

from milepost.base.senders import LOOPBACK
from milepost.do.models import Click

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(planned):
    return tracked(planned, "https://example.com/page")


def follow(client, link, **more):
    return client.get(f"/l/{link.code}", **{"headers": {"User-Agent": BROWSER}, **more})


def test_visitor_is_led_on_and_noted(client, link):
    response = follow(client, link)
    assert response.status_code == 302
    assert response["Location"].startswith("https://example.com/page?utm_source=own_page")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert Click.objects.values_list("kind", "is_first").get() == ("person", True)


def test_head_request_is_answered_and_noted_as_bot(client, link):
    response = client.head(f"/l/{link.code}", headers={"User-Agent": BROWSER})
    assert response.status_code == 302
    assert Click.objects.get().kind == "bot"


@pytest.mark.parametrize("name", ["Sec-Purpose", "Purpose", "X-Moz"])
def test_browser_that_fetches_ahead_is_a_preview(client, link, name):
    follow(client, link, headers={"User-Agent": BROWSER, name: "prefetch"})
    assert Click.objects.get().kind == "preview"


def test_member_of_the_workspace_is_not_counted(client, link, owner, stranger):
    client.force_login(owner)
    follow(client, link)
    assert Click.objects.get().kind == "own"
    client.force_login(stranger)
    follow(client, link)
    assert Click.objects.latest("pk").kind == "person"


def test_visitors_behind_our_proxy_are_told_apart(client, link, settings):
    settings.PROXIES = LOOPBACK
    for ip in ("198.51.100.1", "198.51.100.2"):
        follow(client, link, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=f"10.9.9.9, {ip}")
    assert Click.objects.filter(is_first=True).count() == 2


def test_stranger_cannot_pose_as_many_by_a_header(client, link):
    for ip in ("198.51.100.1", "198.51.100.2"):
        follow(client, link, REMOTE_ADDR="203.0.114.9", HTTP_X_FORWARDED_FOR=ip)
    assert Click.objects.filter(is_first=True).count() == 1


def test_request_cannot_say_where_the_link_leads(client, link):
    response = client.get(f"/l/{link.code}?target=https://evil.example/&next=//evil.example")
    assert "evil" not in response["Location"]


def test_unknown_code_gets_a_sentence(client, db):
    response = client.get("/l/nothing2")
    assert response.status_code == 404
    assert "This link leads nowhere." in response.content.decode()
    assert not Click.objects.exists()


def test_post_is_refused(client, link):
    assert client.post(f"/l/{link.code}").status_code == 405


def test_number_of_queries_is_small(client, link, django_assert_max_num_queries):
    follow(client, link)
    with django_assert_max_num_queries(8):
        follow(client, link)
