"""One's own account: password, second factors, devices."""

import logging
import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from milepost.team.actions import make_signin_link, set_password
from milepost.team.models import Mail, User
from milepost.team.secrets import unseal_text
from milepost.team.signin import forget_second_factors

pytestmark = pytest.mark.django_db

PASSWORD = "a long sentence"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"


def code_of(secret: str, steps: int = 0) -> str:
    """What an authenticator app with that key shows now, or some steps of 30 s later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def member(owner) -> User:
    set_password(owner, PASSWORD)
    return owner


@pytest.fixture
def inside(member) -> Client:
    """A browser in which the owner has signed in with her password."""
    client = Client(headers={"user-agent": FIREFOX})
    signed_in(client)
    return client


def signed_in(client: Client) -> None:
    answer = client.post("/signin/", {"login": "ada@example.com", "password": PASSWORD})
    assert answer.status_code == 302


def confirm(client: Client) -> None:
    assert client.post("/account/confirm/", {"password": PASSWORD}).status_code == 302


def turn_on(client: Client) -> tuple[str, list[str]]:
    """Set an authenticator app up; return its key and the recovery codes that are shown."""
    confirm(client)
    page = client.get("/account/app/").content.decode()
    secret = re.search(r'id="secret">([A-Z2-7=]+)<', page).group(1)
    answer = client.post("/account/app/", {"code": code_of(secret)}, follow=True)
    codes = re.findall(r"\b\d{8}\b", answer.content.decode())
    return secret, codes


def test_a_new_password_is_checked_and_keeps_this_device_signed_in(inside):
    confirm(inside)
    short = inside.post("/account/password/", {"password": "short"})
    assert "too short" in short.content.decode()
    assert inside.post("/account/password/", {"password": "another sentence"}).status_code == 302
    assert inside.get("/account/").status_code == 200


def test_a_new_password_signs_other_devices_out(inside):
    other = Client()
    signed_in(other)
    confirm(inside)
    inside.post("/account/password/", {"password": "another sentence"})
    assert other.get("/account/").status_code == 302


def test_how_one_signs_in_is_changed_only_after_showing_who_one_is(inside):
    for path in ("/account/password/", "/account/app/", "/account/passkeys/new/"):
        assert inside.get(path)["Location"].startswith("/account/confirm/?next=")
    wrong = inside.post("/account/confirm/", {"password": "wrong"})
    assert "not your password" in wrong.content.decode()
    assert inside.get("/account/password/").status_code == 302


def test_who_has_no_password_yet_sets_one_after_a_one_time_link(client, owner):
    client.post(f"/signin/{make_signin_link(owner)}/")
    assert client.post("/account/password/", {"password": PASSWORD}).status_code == 302
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_a_name_is_changed(inside, member):
    inside.post("/account/", {"name": "  Ada   Fir "})
    member.refresh_from_db()
    assert member.name == "Ada Fir"
    assert inside.post("/account/", {"name": " "}).status_code == 422


def test_an_authenticator_app_asks_for_its_code_from_then_on(inside, member):
    secret, codes = turn_on(inside)
    assert len(codes) == 10
    fresh = Client()
    asked = fresh.post("/signin/", {"login": "ada@example.com", "password": PASSWORD})
    assert asked["Location"] == "/signin/second/"
    assert fresh.get("/account/").status_code == 302
    wrong = fresh.post("/signin/second/", {"code": "000000"})
    assert "not right" in wrong.content.decode()
    assert fresh.get("/account/").status_code == 302
    assert fresh.post("/signin/second/", {"code": code_of(secret, 1)}).status_code == 302
    assert fresh.get("/account/").status_code == 200


def test_a_code_lets_in_once(inside, member):
    secret, _ = turn_on(inside)
    code = code_of(secret, 1)
    for allowed in (True, False):
        fresh = Client()
        fresh.post("/signin/", {"login": "ada@example.com", "password": PASSWORD})
        fresh.post("/signin/second/", {"code": code})
        assert (fresh.get("/account/").status_code == 200) is allowed


def test_a_one_time_link_does_not_pass_by_the_second_factor(inside, member):
    turn_on(inside)
    fresh = Client()
    answer = fresh.post(f"/signin/{make_signin_link(member)}/")
    assert answer["Location"] == "/signin/second/"
    assert fresh.get("/account/").status_code == 302


def test_a_recovery_code_lets_in_once(inside, member):
    _, codes = turn_on(inside)
    for allowed in (True, False):
        fresh = Client()
        fresh.post("/signin/", {"login": "ada@example.com", "password": PASSWORD})
        fresh.post("/signin/second/", {"code": codes[0]})
        assert (fresh.get("/account/").status_code == 200) is allowed


def test_recovery_codes_are_shown_once(inside):
    _, codes = turn_on(inside)
    again = inside.get("/account/codes/").content.decode()
    assert codes[0] not in again
    assert "10 codes are left" in again


def test_a_second_factor_whose_key_is_gone_is_told_in_a_sentence(
    inside, member, settings, tmp_path
):
    secret, _ = turn_on(inside)
    settings.ENCRYPTION_KEYS_FILE = tmp_path / "another.key"
    settings.SECRET_KEY_FALLBACKS = []
    fresh = Client()
    fresh.post("/signin/", {"login": "ada@example.com", "password": PASSWORD})
    answer = fresh.post("/signin/second/", {"code": code_of(secret, 1)})
    assert answer.status_code == 403
    assert "--forget-second-factor" in answer.content.decode()
    assert forget_second_factors(member) == 2
    signed_in(Client())


@pytest.mark.parametrize("sent", ['{"id":1}', "{}", "[]", "1", '{"response":{}}', '"x"', "null"])
def test_a_passkey_that_is_none_is_told_in_a_sentence(client, member, sent):
    answer = client.post("/signin/passkey/", {"credential": sent}, follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == "/signin/"


def test_guessing_codes_is_stopped(inside, member):
    secret, _ = turn_on(inside)
    fresh = Client()
    fresh.post("/signin/", {"login": "ada@example.com", "password": PASSWORD})
    for _ in range(10):
        fresh.post("/signin/second/", {"code": "000000"})
    answer = fresh.post("/signin/second/", {"code": code_of(secret, 1)})
    assert "Too many tries" in answer.content.decode()
    assert fresh.get("/account/").status_code == 302


def test_secrets_of_second_factors_are_encrypted_in_the_database(inside):
    secret, codes = turn_on(inside)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert codes[0] not in kept


def test_the_app_is_turned_off_again(inside, member):
    turn_on(inside)
    assert inside.post("/account/app/off/").status_code == 302
    assert not Authenticator.objects.exists()


def test_devices_are_listed_and_signed_out(inside, member):
    other = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537"})
    signed_in(other)
    page = inside.get("/account/").content.decode()
    assert "Firefox on Linux" in page
    assert "Chrome on Windows" in page
    there = UserSession.objects.get(user_agent__contains="Windows")
    inside.post(f"/account/sessions/{there.pk}/end/")
    assert other.get("/account/").status_code == 302
    assert inside.get("/account/").status_code == 200


def test_when_a_device_was_last_seen_is_known_to_a_quarter_of_an_hour(inside, member):
    long_ago = timezone.now() - timedelta(days=2)
    UserSession.objects.update(last_seen_at=long_ago)
    inside.get("/w/redding-homes/today/")
    assert UserSession.objects.get().last_seen_at == long_ago
    session = inside.session
    session["seen_at"] -= 16 * 60
    session.save()
    inside.get("/w/redding-homes/today/")
    assert timezone.now() - UserSession.objects.get().last_seen_at < timedelta(minutes=1)


def test_all_other_devices_are_signed_out_at_once(inside):
    others = [Client(), Client()]
    for other in others:
        signed_in(other)
    inside.post("/account/sessions/end/")
    assert [other.get("/account/").status_code for other in others] == [302, 302]
    assert inside.get("/account/").status_code == 200


def test_a_stranger_ends_nobody_elses_session(client, stranger, inside):
    client.force_login(stranger)
    theirs = UserSession.objects.get()
    assert client.post(f"/account/sessions/{theirs.pk}/end/").status_code == 404
    assert inside.get("/account/").status_code == 200


def test_a_change_of_how_one_signs_in_is_told_by_mail(
    inside, member, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_HOST = "mail.example.com"
    with django_capture_on_commit_callbacks(execute=True):
        turn_on(inside)
    inside.post("/account/app/off/")
    inside.post("/account/password/", {"password": "another sentence"})
    told = [unseal_text(mail.sealed_text).splitlines()[0] for mail in Mail.objects.order_by("pk")]
    assert told == [
        "An authenticator app was set up.",
        "The authenticator app was turned off.",
        "A new password was set.",
    ]
    assert {mail.to for mail in Mail.objects.all()} == {"ada@example.com"}


def test_sign_ins_and_refusals_are_logged_without_what_was_typed(client, member, caplog):
    caplog.set_level(logging.INFO, logger="milepost.team.signin")
    client.post("/signin/", {"login": "ada@example.com", "password": "hunter two three"})
    signed_in(client)
    assert [record.getMessage() for record in caplog.records] == [
        "a password was refused from 127.0.0.1",
        f"user {member.pk} signed in from 127.0.0.1",
    ]


def test_nobody_signs_up_by_themselves(client, db):
    for path in ("/accounts/signup/", "/signup/", "/account/signup/"):
        assert client.get(path).status_code == 404
