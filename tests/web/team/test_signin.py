"""Signing in: by one-time link, by password; strangers stay outside."""

import pytest
from django.test import Client

from milepost.do.models import Channel
from milepost.team.actions import make_signin_link, set_password
from milepost.team.models import User, Workspace

pytestmark = pytest.mark.django_db

START = {
    "name": "Ada Pine",
    "email": "ada@example.com",
    "workspace": "Pine Homes",
    "timezone": "Europe/Berlin",
}


def test_the_first_link_makes_the_owner_and_the_own_page(client):
    link = f"/signin/{make_signin_link(None)}/"
    assert client.get(link).status_code == 200
    assert client.post(link, START).status_code == 302
    assert client.get("/", follow=True).request["PATH_INFO"] == "/w/pine-homes/today/"
    assert Channel.objects.get().network == "own_page"
    assert Workspace.objects.get().timezone == "Europe/Berlin"


def test_looking_at_a_link_does_not_spend_it(client, owner):
    link = f"/signin/{make_signin_link(owner)}/"
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert client.post(link).status_code == 302
    assert client.get("/account/").status_code == 200


def test_a_spent_link_says_so(client, owner):
    link = f"/signin/{make_signin_link(owner)}/"
    client.post(link)
    assert client.get(link).status_code == 410
    assert client.post(link).status_code == 410


def test_the_first_owners_link_is_worth_nothing_once_someone_is_there(client, owner):
    link = f"/signin/{make_signin_link(None)}/"
    assert client.get(link).status_code == 410
    assert client.post(link, START).status_code == 410
    assert User.objects.count() == 1


def test_a_bad_start_keeps_what_was_typed_and_the_link(client):
    link = f"/signin/{make_signin_link(None)}/"
    answer = client.post(link, {**START, "timezone": "Mars"})
    assert "is no time zone" in answer.content.decode()
    assert "Pine Homes" in answer.content.decode()
    assert not User.objects.exists()
    assert client.post(link, START).status_code == 302


def test_password_signs_in_whatever_the_case_of_the_address(client, owner):
    set_password(owner, "a long sentence")
    told = {"login": "ADA@example.com", "password": "a long sentence"}
    assert client.post("/signin/", told).status_code == 302
    assert client.get("/account/").status_code == 200


def test_a_wrong_password_is_told_in_one_sentence(client, owner):
    answer = client.post("/signin/", {"login": "ada@example.com", "password": "wrong"})
    assert "do not belong together" in answer.content.decode()


def test_guessing_is_stopped_after_ten_tries(client, owner):
    set_password(owner, "a long sentence")
    told = {"login": "ada@example.com", "password": "wrong"}
    codes = [client.post("/signin/", told).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]
    right = {**told, "password": "a long sentence"}
    assert client.post("/signin/", right).status_code == 429


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(client, owner, next_):
    set_password(owner, "a long sentence")
    told = {"login": "ada@example.com", "password": "a long sentence", "next": next_}
    assert client.post("/signin/", told)["Location"] == "/"


def test_signing_in_leads_back_to_the_page_that_was_asked(client, owner):
    set_password(owner, "a long sentence")
    asked = client.get("/w/redding-homes/plan/")
    assert asked["Location"] == "/signin/?next=/w/redding-homes/plan/"
    told = {
        "login": "ada@example.com",
        "password": "a long sentence",
        "next": "/w/redding-homes/plan/",
    }
    assert client.post("/signin/", told)["Location"] == "/w/redding-homes/plan/"


def test_signing_out_needs_a_form(client, owner):
    client.force_login(owner)
    assert client.get("/signout/").status_code == 405
    client.post("/signout/")
    assert client.get("/account/").status_code == 302


def test_a_form_from_elsewhere_is_refused_in_a_sentence(owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    answer = client.post("/signout/")
    assert answer.status_code == 403
    assert "load the page again" in answer.content.decode()
