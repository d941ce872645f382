"""Kills: whatever dies at whatever moment, a post is out once, and nothing is kept by half."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db.models import Count, Q
from django.test import Client
from django.utils import timezone
from tests.do.posting import own_page, practice, write

from milepost.do.actions.posts import cancel_post
from milepost.do.models import Delivery, Link, Post, Slot

ROOT = Path(__file__).parents[1]
POSTS, CANCELS, KILLS = 150, 24, 14
SPAN_SECONDS = 12.0

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def start(program, environment, *arguments):
    """Start a Python program in a session of its own, so that all it starts can be killed."""
    command = [sys.executable, "-P", *program, *arguments]
    environment = {**environment, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=environment, start_new_session=True)


def kill(process):
    """End a process and all it started, this instant."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class Workers:
    """Two workers, one of which may be killed and replaced."""

    PROGRAM = ("-c", "import django; django.setup(); from tests.killing import work; work()")

    def __init__(self, environment):
        self._environment = environment
        self._running = [self._start(), self._start()]

    def _start(self):
        return start(self.PROGRAM, self._environment)

    def lose(self, which):
        kill(self._running[which])
        self._running[which] = self._start()

    def end(self):
        for process in self._running:
            kill(process)


@contextmanager
def workers(environment):
    running = Workers(environment)
    try:
        yield running
    finally:
        running.end()


def wait_until_settled(seconds=25):
    until = time.monotonic() + seconds
    while left := Delivery.objects.exclude(state__in=["out", "cancelled"]).count():
        assert time.monotonic() < until, f"{left} deliveries were never settled."
        time.sleep(0.1)


def wait_until_under_way(seconds=5):
    """Wait for a post that is being sent, so that a kill meets it; the last kills may find none."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and not Delivery.objects.filter(state="sending").exists():
        time.sleep(0.01)


def asked_of(channel):
    """Return what stands in the file of a practice channel, line by line."""
    return [json.loads(line) for line in Path(channel.address).read_text().splitlines()]


def test_posts_are_out_once_though_workers_are_killed_and_posts_cancelled(planned, environment):
    chance = random.Random(20270104)
    channel = practice(planned)
    begin = timezone.now() + timedelta(seconds=3)
    for number in range(POSTS):
        due_at = begin + timedelta(seconds=chance.uniform(0, SPAN_SECONDS))
        write(planned, channel, text=f"Post {number}", due_at=due_at, then="due")
    victims = chance.sample(list(Post.objects.order_by("due_at")), CANCELS)
    # Close to its time, before and after, a cancel and a worker want the same row.
    moments = {post.due_at + timedelta(seconds=chance.uniform(-1, 0.3)): post for post in victims}
    kills = [begin + timedelta(seconds=chance.uniform(0, SPAN_SECONDS)) for _ in range(KILLS)]
    answers = {}
    with workers(environment) as running:
        for moment in sorted([*moments, *kills]):
            time.sleep(max(0.0, (moment - timezone.now()).total_seconds()))
            if post := moments.get(moment):
                answers[post.pk] = cancel_post(planned, post.pk)
            else:
                wait_until_under_way()
                running.lose(chance.randrange(2))
        wait_until_settled()
    lines = asked_of(channel)
    keys = [line["key"] for line in lines]
    out = set(Delivery.objects.filter(state="out").values_list("key", flat=True))
    assert len(keys) == len(set(keys)), "A post stands in the file twice."
    assert not any(line["again"] for line in lines), "A post was asked for twice."
    assert set(keys) == out, "What is out and what is said to be out differ."
    for delivery in Delivery.objects.filter(post__in=answers):
        assert answers[delivery.post_id].cancelled == (delivery.state == "cancelled")
    assert Delivery.objects.filter(state="cancelled").count() == sum(
        answer.cancelled for answer in answers.values()
    )
    assert Delivery.objects.filter(tries__gt=1).exists(), "No kill met a row that was under way."


class Pages:
    """The web server of the tests' database, and one of its users at a browser."""

    def __init__(self, user, environment):
        self._user, self._environment = user, environment
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self._token = "t" * 32
        self._cookies = f"{settings.SESSION_COOKIE_NAME}={session}; " + (
            f"{settings.CSRF_COOKIE_NAME}={self._token}"
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._server = None

    def start(self):
        program = ("-m", "milepost.engine.server", "127.0.0.1", str(self._port), str(os.getpid()))
        self._server = start(program, self._environment)
        until = time.monotonic() + 15
        while self.ask("/healthz") is None:
            assert time.monotonic() < until, "The pages never answered."
            time.sleep(0.05)

    def kill(self):
        kill(self._server)

    def ask(self, path, **fields):
        """Return the status of an answer, or None where none came."""
        sent = urlencode({**fields, "csrfmiddlewaretoken": self._token}, doseq=True).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._port}{path}",
            data=sent if fields else None,
            headers={"Cookie": self._cookies},
        )
        opener = urllib.request.build_opener(NoRedirect)
        try:
            with opener.open(request, timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return None


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def test_post_is_kept_whole_or_not_at_all_though_the_pages_are_killed(planned, owner, environment):
    channels = [own_page(planned), *(practice(planned, f"Practice {n}") for n in range(6))]
    pages = Pages(owner, environment)
    answered = []
    # From at once until the answer has come.
    seconds_by_day = {4: 0, 6: 0.03, 8: 0.06, 11: 0.09, 13: 0.12, 15: 0.15, 18: 0.2, 20: 10}
    for day, seconds in seconds_by_day.items():
        pages.start()
        path = f"/w/{planned.slug}/posts/new/?slot=blog~2027-01-{day:02}~0"
        written = {
            "tactic": "blog",
            "text": f"Post {day}",
            "target": "https://shop.example/",
            "channels": [channel.pk for channel in channels],
            "day": f"2027-02-{day:02}",
            "time": "09:00",
            "act": "schedule",
        }
        browser = Thread(target=lambda: answered.append(pages.ask(path, **written)))  # noqa: B023
        browser.start()
        browser.join(seconds)
        pages.kill()
        browser.join()
    whole = Count("deliveries", filter=Q(deliveries__state="due"), distinct=True)
    for post in Post.objects.annotate(whole=whole, linked=Count("links", distinct=True)):
        assert (post.whole, post.linked) == (len(channels), len(channels))
        assert post.slot.day == post.due_at.date()
    kept = Post.objects.count()
    assert Delivery.objects.count() == Link.objects.count() == kept * len(channels)
    # A slot's row is made in the same breath as the post that fills it.
    assert Slot.objects.count() == kept
    assert 1 <= answered.count(302) <= kept < len(seconds_by_day)
