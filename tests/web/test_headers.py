"""What every answer says to a browser, asked at every address, by everyone, in every way."""

import re
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, path

from milepost.web.urls import handler400, urlpatterns  # noqa: F401  the test's own urls need it

pytestmark = pytest.mark.django_db

# Whatever stands in an address, by the name of its part.
PARTS = {
    "workspace": "redding-homes",
    "kind": "tactic",
    "part_id": "blog",
    "objective_id": "leads-20",
    "name": "blog~2027-01-04~0",
    "remote_id": "x",
    "token": "x" * 43,
}
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE")


def addresses(patterns: list[URLPattern | URLResolver], start: str = "/") -> Iterator[str]:
    """Return one address for each pattern there is."""
    for each in patterns:
        route = start + re.sub(
            r"<(?:\w+:)?(\w+)>", lambda m: PARTS.get(m[1], "1"), str(each.pattern)
        )
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, route)
        else:
            yield route


EVERY = sorted(set(addresses(get_resolver().url_patterns)))


def test_the_walk_is_of_all_addresses():
    assert len(EVERY) > 80
    assert "/w/redding-homes/settings/tokens/1/end/" in EVERY
    assert "/api/posts/1/cancel" in EVERY
    assert not any("<" in each for each in EVERY)


def directives(policy: str) -> dict[str, str]:
    return {
        name: rest for name, _, rest in (each.strip().partition(" ") for each in policy.split(";"))
    }


def holds(answer: HttpResponse, where: str) -> None:
    """Hold an answer to all that each of ours says."""
    policy = directives(answer.headers["Content-Security-Policy"])
    assert policy["default-src"] == "'self'", where
    assert policy["img-src"] == "'self' data:", where
    for name in ("object-src", "frame-src", "worker-src", "base-uri", "frame-ancestors"):
        assert policy[name] == "'none'", where
    assert policy["form-action"] == "'self'", where
    assert "unsafe" not in answer["Content-Security-Policy"], where
    assert "camera=()" in answer["Permissions-Policy"], where
    assert answer["X-Content-Type-Options"] == "nosniff", where
    assert answer["X-Frame-Options"] == "DENY", where
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin", where
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin", where
    if where.startswith("/api/"):
        assert answer["Content-Disposition"].startswith("attachment"), where
    open_to_all = where.startswith(("/p/", "/l/"))
    wanted = "strict-origin-when-cross-origin" if open_to_all else "same-origin"
    assert answer["Referrer-Policy"] == wanted, where
    if not where.startswith(("/p/", "/static/")):
        assert "no-store" in answer["Cache-Control"], where
        assert "private" in answer["Cache-Control"], where
    # One that is taken away says nothing any more.
    for cookie in filter(lambda each: each.value, answer.cookies.values()):
        assert cookie["httponly"], (where, cookie.key)
        assert cookie["samesite"] in {"Lax", "Strict"}, (where, cookie.key)
        assert not cookie["domain"], (where, cookie.key)


@pytest.mark.parametrize("who", ["nobody", "owner", "stranger"])
def test_every_answer_carries_every_header(client, planned, owner, stranger, who):
    if who != "nobody":
        client.force_login({"owner": owner, "stranger": stranger}[who])
    for address in EVERY:
        for method in METHODS if who == "nobody" else ("GET", "POST"):
            if address == "/signout/" and who != "nobody":
                continue
            answer = client.generic(method, address)
            assert answer.status_code < 500, (method, address)
            holds(answer, address)
            b"".join(answer)  # a file that is streamed is closed at its end


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/static/style.css", 200),
        ("/static/icons.svg", 200),
        ("/static/nothing.css", 404),
        ("/nothing/here", 404),
        ("/api/nothing", 404),
        ("/api/openapi.json", 200),
        ("/healthz", 200),
        ("/w/redding-homes/today", 404),
    ],
)
def test_files_and_errors_carry_them_too(client, address, status):
    answer = client.get(address)
    answer.close()
    assert answer.status_code in {status, 301, 503}
    holds(answer, address)


def test_unknown_host_is_told_with_every_header(client):
    answer = client.get("/signin/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert b"MILEPOST_HOSTS" in answer.content
    holds(answer, "/signin/")


def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the secret reason")


urlpatterns = [path("breaks/", breaks), *urlpatterns]


@override_settings(ROOT_URLCONF=__name__, DEBUG=False)
def test_a_fault_of_ours_tells_nothing(client):
    client.raise_request_exception = False
    answer = client.get("/breaks/?password=hunter2", headers={"User-Agent": "x"})
    assert answer.status_code == 500
    html = answer.content.decode()
    for told in ("secret reason", "RuntimeError", "Traceback", "hunter2", "settings", "django"):
        assert told not in html
    holds(answer, "/breaks/")


def test_over_https_everything_is_for_https(client, owner, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client.force_login(owner)
    for address in ("/signin/", "/account/", "/w/redding-homes/settings/"):
        answer = client.get(address, secure=True)
        policy = directives(answer["Content-Security-Policy"])
        assert "upgrade-insecure-requests" in policy
        assert all(cookie["secure"] for cookie in answer.cookies.values())
    assert "upgrade-insecure-requests" not in client.get("/signin/")["Content-Security-Policy"]


FORMS = [each for each in EVERY if not each.startswith("/api/")]


@pytest.mark.parametrize("who", ["nobody", "owner"])
def test_no_form_is_taken_without_its_token(planned, owner, who):
    """The token is asked for before anything is looked at, so each of these is refused."""
    browser = Client(enforce_csrf_checks=True)
    if who == "owner":
        browser.force_login(owner)
    for address in FORMS:
        for headers in ({}, {"X-HTTP-Method-Override": "GET"}, {"Origin": "https://evil.example"}):
            answer = browser.post(address, {"_method": "get"}, headers=headers)
            assert answer.status_code == 403, address
            assert "came from elsewhere" in answer.content.decode(), address


def test_another_sites_token_and_origin_open_nothing(planned, owner):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    browser.get("/account/")
    token = browser.cookies["milepost_csrf"].value
    sent = {"csrfmiddlewaretoken": token, "name": "Mallory"}
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert browser.post("/account/", sent, headers=headers).status_code == 403
    sent["csrfmiddlewaretoken"] = token[:-1] + ("a" if token[-1] != "a" else "b")
    assert browser.post("/account/", sent).status_code == 403
    owner.refresh_from_db()
    assert owner.name == "Ada Pine"


def test_the_api_knows_no_cookies(planned, owner):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    for address in EVERY:
        if address.startswith("/api/") and address != "/api/" and "openapi" not in address:
            for method in ("GET", "POST", "PUT"):
                code = browser.generic(method, address).status_code
                assert code in {401, 404, 405}, (method, address, code)
    assert browser.get("/api/plan").status_code == 401
    assert browser.post("/api/posts", {}).status_code == 401


METHOD_OVERRIDES = {
    "X-HTTP-Method-Override": "POST",
    "X-HTTP-Method": "POST",
    "X-Method-Override": "POST",
}


def test_no_header_or_field_makes_a_get_a_post(client, planned, owner):
    client.force_login(owner)
    for address in FORMS:
        if address.startswith("/w/redding-homes/settings/"):
            plain = client.get(address).status_code
            masked = client.get(f"{address}?_method=POST", headers=METHOD_OVERRIDES).status_code
            assert plain == masked, address
    assert planned.members.filter(user=owner).exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Host": "evil.example", "X-Original-Host": "evil.example"},
        {"Forwarded": "host=evil.example"},
        {"X-Original-URL": "/account/", "X-Rewrite-URL": "/account/"},
    ],
)
def test_no_header_names_another_host_or_address(client, planned, owner, headers):
    for address in (f"/p/{planned.slug}/feed.xml", "/signin/", "/account/"):
        answer = client.get(address, headers=headers)
        assert "evil.example" not in answer.content.decode()
        assert "evil.example" not in answer.headers.get("Location", "")
