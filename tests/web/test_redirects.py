"""Where a page leads after sign-in: to a page of ours, whatever an address asks for."""

from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.do.models import Link

pytestmark = pytest.mark.django_db

TRICKS = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/%09/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "\x00//evil.example",
    " //evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "http://testserver:80@evil.example/",
    "https://evil.example\\@testserver/",
    "https://evil.example#@testserver/",
    "//evil。example/",
    "/.//evil.example",
    "/x\r\nLocation: https://evil.example",
    "ftp://testserver/",
)
pieces = st.sampled_from(["/", "\\", ":", "@", "#", "?", "%2f", "\t", "\n", "http", "https", "//"])
pieces |= st.sampled_from(["evil.example", "testserver", ".", "javascript", " ", "\x00"])


def is_ours(location: str) -> bool:
    """Tell whether a browser stays here; it reads a backslash as a slash (WHATWG URL Standard)."""
    plain = "".join(location.split()).replace("\\", "/")
    found = urlsplit(plain)
    assert found.scheme in {"", "http", "https"}, location
    assert found.netloc in {"", "testserver"}, location
    assert not (found.netloc == "" and found.scheme), location
    # Of slashes alone no browser makes an address.
    names_a_host = plain.startswith("//") and plain.strip("/")
    assert not names_a_host or found.netloc == "testserver", location
    assert "\r" not in location and "\n" not in location
    return True


def signed_in_to(client, wanted: str) -> str:
    cache.clear()  # so that the pace is no reason
    sent = {"login": "ada@example.com", "password": "a long sentence", "next": wanted}
    answer = client.post("/signin/", sent)
    assert answer.status_code == 302, answer.content
    client.logout()
    return answer["Location"]


@pytest.fixture
def with_password(owner):
    owner.set_password("a long sentence")
    owner.save()
    return owner


@pytest.mark.parametrize("wanted", TRICKS)
def test_trick_leads_to_a_page_of_ours(client, with_password, wanted):
    assert is_ours(signed_in_to(client, wanted))
    client.force_login(with_password)
    answer = client.get("/signin/", {"next": wanted})
    assert is_ours(answer.headers.get("Location", "/"))


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.lists(pieces, max_size=7).map("".join) | st.text(max_size=9))
def test_anything_leads_to_a_page_of_ours(client, with_password, wanted):
    assert is_ours(signed_in_to(client, wanted))


def test_page_that_was_asked_for_is_where_one_lands(client, with_password):
    assert signed_in_to(client, "/w/redding-homes/plan/?x=1") == "/w/redding-homes/plan/?x=1"


@pytest.mark.parametrize("asked", ["//evil.example/", "//evil.example/%2f..", "/w//evil.example/"])
def test_missing_slash_is_not_added_to_another_host(client, asked):
    answer = client.get(asked)
    assert is_ours(answer.headers.get("Location", "/"))


def test_link_leads_where_its_row_says_and_nowhere_else(client, workspace):
    Link.objects.create(workspace=workspace, code="abc", target="https://shop.example/a")
    for query in ("", "?to=https://evil.example", "?url=//evil.example&next=//evil.example"):
        assert client.get(f"/l/abc{query}")["Location"].startswith("https://shop.example/a")


def test_too_many_tries_are_told_so_in_our_own_words(client, with_password):
    cache.clear()
    sent = {"login": "ada@example.com", "password": "a long sentence"}
    for _ in range(60):
        answer = client.post("/signin/", sent)
        client.logout()
        if answer.status_code == 429:
            break
    assert answer.status_code == 429
    assert "Wait a quarter of an hour" in answer.content.decode()
    cache.clear()
