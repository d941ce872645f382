"""Who sent a request, and over https or not: our proxies' word counts, and nobody else's."""

import os
import subprocess
import sys

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as some

from milepost import settings as ours
from milepost.base.senders import LOOPBACK, read_networks
from milepost.team.actions import set_password
from milepost.web.proxies import TrueSender

CLAIMS = {
    "HTTP_X_FORWARDED_FOR": "198.51.100.7",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_REAL_IP": "198.51.100.8",
    "HTTP_FORWARDED": "for=198.51.100.9;proto=https",
}


@pytest.fixture(autouse=True)
def proxies(settings):
    settings.PROXIES = LOOPBACK


def seen(**meta):
    """Return the request as those after the middleware see it."""
    found = []

    def answer(request):
        found.append(request)
        return HttpResponse()

    TrueSender(answer)(RequestFactory().get("/", **meta))
    return found[0]


def test_proxy_of_ours_is_believed():
    request = seen(REMOTE_ADDR="127.0.0.1", **CLAIMS)
    assert request.META["REMOTE_ADDR"] == "198.51.100.7"
    assert request.is_secure()
    assert request.scheme == "https"


@pytest.mark.parametrize("near", ["203.0.113.9", "10.0.0.1", "192.168.1.5", "::2"])
def test_nobody_else_is(near):
    request = seen(REMOTE_ADDR=near, **CLAIMS)
    assert request.META["REMOTE_ADDR"] == near
    assert not request.is_secure()


@pytest.mark.parametrize("near", ["127.0.0.1", "203.0.113.9", ""])
def test_no_claim_is_left_to_be_misread(near):
    request = seen(REMOTE_ADDR=near, **CLAIMS)
    assert not any("FORWARDED" in name or "REAL_IP" in name for name in request.META)
    assert request.headers.get("X-Forwarded-For") is None


def test_proxy_is_known_by_its_address_mapped_to_ipv6_too():
    request = seen(REMOTE_ADDR="::ffff:127.0.0.1", HTTP_X_FORWARDED_FOR="::ffff:198.51.100.7")
    assert request.META["REMOTE_ADDR"] == "198.51.100.7"
    assert seen(REMOTE_ADDR="::ffff:203.0.113.9").META["REMOTE_ADDR"] == "203.0.113.9"


@pytest.mark.parametrize("scheme", ["http", "", "wss", "https, http", "https://", "ftp"])
def test_only_https_is_https(scheme):
    assert not seen(REMOTE_ADDR="::1", HTTP_X_FORWARDED_PROTO=scheme).is_secure()


def test_last_word_on_the_scheme_is_the_proxys():
    assert seen(REMOTE_ADDR="::1", HTTP_X_FORWARDED_PROTO="http, HTTPS ").is_secure()


def test_https_of_this_server_itself_stays():
    assert seen(REMOTE_ADDR="203.0.113.9", **{"wsgi.url_scheme": "https"}).is_secure()


@given(near=some.text(), forwarded=some.text(), scheme=some.text())
def test_no_header_breaks_anything(near, forwarded, scheme):
    request = seen(REMOTE_ADDR=near, HTTP_X_FORWARDED_FOR=forwarded, HTTP_X_FORWARDED_PROTO=scheme)
    assert request.scheme in {"http", "https"}
    assert request.META["REMOTE_ADDR"] or not near


def test_it_stands_first_in_line():
    assert ours.MIDDLEWARE[0] == "milepost.web.proxies.TrueSender"


@pytest.mark.parametrize(
    ("scheme", "secure"), [({}, ""), ({"HTTP_X_FORWARDED_PROTO": "https"}, True)]
)
def test_cookies_of_an_answer_over_https_are_for_https_alone(client, owner, scheme, secure):
    set_password(owner, "a long sentence")
    told = {"login": "ada@example.com", "password": "a long sentence"}
    answer = client.post("/signin/", told, **scheme)
    assert {cookie["secure"] for cookie in answer.cookies.values()} == {secure}


def guesses(client, sender, count=31, *, first=0):
    """Return the answers to wrong passwords, each for another address, from one sender."""
    return [
        client.post(
            "/signin/", {"login": f"nobody{number}@example.com", "password": "wrong"}, **sender
        ).status_code
        for number in range(first, first + count)
    ]


def test_guesses_are_counted_by_true_sender_behind_a_proxy(client, db):
    first = {"HTTP_X_FORWARDED_FOR": "9.9.9.9, 198.51.100.1"}
    assert guesses(client, first)[-1] == 429
    assert guesses(client, {"HTTP_X_FORWARDED_FOR": "198.51.100.2"}, 1) == [422]


def test_guesser_cannot_hide_behind_a_header(client, db):
    answers = [
        guesses(
            client, {"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": f"9.9.9.{n}"}, 1, first=n
        )[0]
        for n in range(31)
    ]
    assert answers == [422] * 30 + [429]


def test_form_sent_over_https_through_a_proxy_is_taken(owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    over_https = {
        "HTTP_HOST": "localhost",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_REFERER": "https://localhost/account/",
    }
    page = client.get("/account/", **over_https)
    told = {"csrfmiddlewaretoken": page.context["csrf_token"], "name": "Ada Fir"}
    elsewhere = {**over_https, "HTTP_ORIGIN": "https://evil.example"}
    assert client.post("/account/", told, **elsewhere).status_code == 403
    assert client.post("/account/", told, **over_https).status_code == 302


PROGRAM = "from milepost import settings; print(*settings.PROXIES)"


def told(**environment):
    """Return what a program with these settings says its proxies are, or why it ends."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )
    return done.stdout.strip() or done.stderr.strip()


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({}, ""),
        ({"MILEPOST_URL": "https://post.example.com"}, "127.0.0.0/8 ::1/128"),
        ({"MILEPOST_URL": "https://post.example.com", "MILEPOST_PROXIES": "none"}, ""),
        ({"MILEPOST_PROXIES": "10.1.0.0/16, ::1"}, "10.1.0.0/16 ::1/128"),
        (
            {"MILEPOST_PROXIES": "nginx"},
            "MILEPOST_PROXIES: 'nginx' does not appear to be an IPv4 or IPv6 network; "
            "write addresses or networks with commas between, such as 127.0.0.1, 10.0.0.0/8.",
        ),
    ],
    ids=["alone", "public", "public without proxy", "named", "mistyped"],
)
def test_setting_says_who_is_believed(environment, says):
    assert told(**environment) == says


def test_named_network_is_believed(settings):
    settings.PROXIES = read_networks("10.1.0.0/16")
    assert seen(REMOTE_ADDR="10.1.2.3", **CLAIMS).META["REMOTE_ADDR"] == "198.51.100.7"
    assert seen(REMOTE_ADDR="127.0.0.1", **CLAIMS).META["REMOTE_ADDR"] == "127.0.0.1"
