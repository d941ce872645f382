"""Mail: written down, sent by the worker to a real server, tried again, forgotten."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.team.postbox import Postbox, open_postbox

from milepost.engine.claims import claim
from milepost.team.mail import send_mail, write_mail
from milepost.team.models import Mail, SignInLink

pytestmark = pytest.mark.django_db


@pytest.fixture
def postbox(settings) -> Postbox:
    box, server = open_postbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield box
    server.shutdown()
    server.server_close()


def work() -> int:
    """Do what a worker does with every mail that is due; return how many those were."""
    claims = claim(Mail.objects.all(), now=timezone.now(), lease_seconds=60, most=10)
    for taken in claims:
        send_mail(taken)
    return len(claims)


def test_a_link_is_asked_for_sent_and_signs_in(client, owner, postbox):
    assert "Send me a sign-in link" in client.get("/signin/").content.decode()
    answer = client.post("/signin/link/", {"email": "ADA@example.com"})
    assert "a link is on its way there" in answer.content.decode()
    assert work() == 1
    mail = postbox.taken[0]
    assert mail["To"] == "ada@example.com"
    text = mail.get_payload(decode=True).decode()
    path = re.search(r"http://testserver(/signin/[\w-]+/)", text)[1]
    assert client.post(path).status_code == 302
    assert client.get("/account/").status_code == 200
    assert not Mail.objects.exists()


def test_nobody_learns_who_signs_in_here(client, owner, postbox):
    known = client.post("/signin/link/", {"email": "ada@example.com"}).content.decode()
    unknown = client.post("/signin/link/", {"email": "eve@example.com"}).content.decode()
    assert known.replace("ada@", "x@") == unknown.replace("eve@", "x@")
    assert work() == 1


def test_asking_often_is_stopped(client, owner, postbox):
    told = {"email": "ada@example.com"}
    codes = [client.post("/signin/link/", told).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert Mail.objects.count() == 3
    for n in range(16):
        client.post("/signin/link/", {"email": f"n{n}@example.com"})
    assert client.post("/signin/link/", {"email": "eve@example.com"}).status_code == 429


def test_without_a_mail_server_nothing_is_offered(client, owner, settings):
    settings.EMAIL_HOST = ""
    assert "Send me a sign-in link" not in client.get("/signin/").content.decode()
    assert client.get("/signin/link/").status_code == 404
    assert client.post("/signin/link/", {"email": "ada@example.com"}).status_code == 404
    assert not SignInLink.objects.exists()


def test_a_mail_carries_no_link_in_plain_text_while_it_waits(owner):
    mail = write_mail(owner, subject="Link", text="https://post.example.com/signin/secret-token/")
    assert "secret-token" not in mail.sealed_text


def test_a_server_that_is_away_is_tried_again_later(owner, postbox, settings):
    write_mail(owner, subject="Link", text="Hello")
    settings.EMAIL_PORT = 1
    assert work() == 1
    row = Mail.objects.get()
    pause = row.due_at - timezone.now()
    assert timedelta(minutes=1) < pause <= timedelta(minutes=2)
    assert work() == 0
    settings.EMAIL_PORT = postbox.port
    Mail.objects.update(due_at=timezone.now())
    assert work() == 1
    assert len(postbox.taken) == 1
    assert not Mail.objects.exists()


def test_an_address_that_is_refused_is_not_tried_again(owner, postbox):
    postbox.refuses = "550 no such person"
    write_mail(owner, subject="Link", text="Hello")
    assert work() == 1
    assert not Mail.objects.exists()


def test_a_mail_that_nobody_took_for_a_day_is_forgotten(owner, postbox, settings):
    settings.EMAIL_PORT = 1
    mail = write_mail(owner, subject="Link", text="Hello")
    Mail.objects.filter(pk=mail.pk).update(made_at=timezone.now() - timedelta(hours=23), tries=9)
    assert work() == 1
    assert not Mail.objects.exists()


def test_a_header_cannot_be_smuggled_into_the_address(client, owner, postbox):
    client = Client()
    told = {"email": "ada@example.com\nBcc: eve@example.com"}
    assert client.post("/signin/link/", told).status_code == 422
    assert not Mail.objects.exists()
