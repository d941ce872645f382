"""Sending: whatever a network does, a post is out once, and its state says what is known."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.do.posting import (
    Blind,
    UnforeseenError,
    due_now,
    own_page,
    pass_time,
    practice,
    work,
)

from milepost.do.actions.channels import Connection, connect_channel
from milepost.do.actions.deliveries import begin_sending, settle
from milepost.do.actions.posts import Written, cancel_post, rewrite_post, schedule_post
from milepost.do.models import ChangedDay, Delivery
from milepost.do.sending import GRACE, MOST_TRIES, Step
from milepost.do.tasks import send
from milepost.engine.claims import claim
from milepost.networks import NETWORKS
from milepost.team.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(planned, flaky):
    return connect_channel(planned, Connection("flaky"))


@pytest.fixture
def delivery(planned, channel) -> Delivery:
    return due_now(planned, channel, text="Hello")


def take(delivery, *, lease_seconds=60):
    """Claim a delivery as a worker would."""
    rows = Delivery.objects.filter(pk=delivery.pk)
    return claim(rows, now=timezone.now(), lease_seconds=lease_seconds, most=1)[0]


def carry_on(delivery, most=40) -> Delivery:
    """Let workers go on, whatever comes between, until nothing of the delivery is due."""
    for _ in range(most):
        pass_time(delivery)
        try:
            if not work():
                break
        except UnforeseenError:
            continue
    delivery.refresh_from_db()
    return delivery


def test_post_goes_out_and_its_address_is_known(delivery, flaky):
    carry_on(delivery)
    assert flaky.posted == [delivery.key]
    assert (delivery.state, delivery.tries) == ("out", 1)
    assert delivery.url == f"https://flaky.example/{delivery.key}"
    assert (delivery.due_at, delivery.lease_until) == (None, None)
    assert timezone.now() - delivery.sent_at < timedelta(seconds=20)


def test_day_on_which_a_post_went_out_is_counted_again(delivery):
    ChangedDay.objects.all().delete()
    carry_on(delivery)
    assert ChangedDay.objects.filter(workspace=delivery.workspace).count() == 1


def test_nothing_goes_out_before_its_time(planned, delivery, flaky):
    Delivery.objects.update(due_at=timezone.now() + timedelta(seconds=30))
    assert work() == 0
    assert flaky.posted == []


@pytest.mark.parametrize(
    "script",
    [
        ["is silent"],
        ["accepts, then is silent"],
        ["accepts, then breaks"],
        ["breaks"],
        ["is busy", "is busy", "is silent", "is busy"],
        ["is silent", "is silent", "is silent"],
        ["accepts, then is silent", "is silent", "breaks"],
        ["breaks", "breaks", "breaks", "is silent"],
    ],
)
def test_post_is_out_once_whatever_fails_on_the_way(delivery, flaky, script):
    flaky.script[:] = script
    carry_on(delivery)
    assert delivery.state == "out"
    assert flaky.posted == [delivery.key]


FAILURES = [
    "accepts, then breaks",
    "accepts, then is silent",
    "breaks",
    "is busy",
    "is signed out",
    "is silent",
    "well",
]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(script=st.lists(st.sampled_from(FAILURES), max_size=20))
def test_no_course_of_failures_posts_twice_or_lies(planned, channel, flaky, script):
    flaky.posted.clear()
    flaky.script[:] = script
    delivery = carry_on(due_now(planned, channel, text="Hello"))
    assert len(flaky.posted) <= 1
    assert delivery.state in {"out", "refused", "unknown"}
    assert (delivery.state != "out") or flaky.posted == [delivery.key]
    assert (delivery.state != "refused") or flaky.posted == []


def test_silence_is_looked_into_after_its_grace(delivery, flaky):
    flaky.script[:] = ["accepts, then is silent"]
    work()
    delivery.refresh_from_db()
    assert delivery.state == "sending"
    assert "No answer within 60 s. Looking" in delivery.says
    assert delivery.due_at - timezone.now() > GRACE - timedelta(seconds=5)
    assert work() == 0
    carry_on(delivery)
    assert (delivery.state, delivery.says) == ("out", "Found after a doubt.")


def test_unforeseen_end_leaves_the_row_in_doubt_until_its_lease_is_over(delivery, flaky):
    flaky.script[:] = ["accepts, then breaks"]
    with pytest.raises(UnforeseenError):
        work()
    delivery.refresh_from_db()
    assert delivery.state == "sending"
    assert delivery.lease_until > timezone.now()
    assert work() == 0
    carry_on(delivery)
    assert delivery.state == "out"
    assert flaky.posted == [delivery.key]


def test_row_on_which_every_worker_comes_to_grief_is_given_to_a_person(delivery, flaky):
    flaky.script[:] = ["breaks"] * 100
    carry_on(delivery)
    assert delivery.state == "unknown"
    assert delivery.tries == MOST_TRIES + 1


def test_network_that_never_answers_is_given_to_a_person(delivery, flaky):
    flaky.script[:] = ["accepts, then is silent"] + ["is silent"] * 20
    carry_on(delivery)
    assert delivery.state == "unknown"
    assert "yourself" in delivery.says
    assert delivery.due_at is None


def test_busy_network_moves_the_time_and_costs_no_try(delivery, flaky):
    flaky.script[:] = ["is busy"]
    work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.says, delivery.tries) == ("due", "Too many posts.", 0)
    assert timedelta(minutes=14) < delivery.due_at - timezone.now() <= timedelta(minutes=15)


def test_signed_out_channel_is_said_and_not_tried_on(delivery, flaky):
    flaky.script[:] = ["is signed out"]
    work()
    delivery.refresh_from_db()
    assert delivery.state == "refused"
    assert "Connect the channel again" in delivery.says
    assert delivery.due_at is None


def test_channel_sealed_with_another_key_counts_as_signed_out(planned, channel, delivery, flaky):
    channel.sealed_access = "not sealed by us"
    channel.save()
    carry_on(delivery)
    assert delivery.state == "refused"
    assert "another secret key" in delivery.says
    assert flaky.posted == []


def test_network_that_offers_no_look_is_given_to_a_person(delivery, flaky, monkeypatch):
    monkeypatch.setitem(NETWORKS, "flaky", Blind)
    flaky.script[:] = ["accepts, then is silent"]
    carry_on(delivery)
    assert delivery.state == "unknown"
    assert flaky.posted == [delivery.key]


def test_cancelled_before_its_time_never_goes_out(planned, delivery, flaky):
    assert cancel_post(planned, delivery.post_id).cancelled
    carry_on(delivery)
    assert (delivery.state, flaky.posted) == ("cancelled", [])


def test_cancel_after_the_claim_still_cancels(planned, delivery, flaky):
    taken = take(delivery)
    assert cancel_post(planned, delivery.post_id).cancelled
    send(taken)
    delivery.refresh_from_db()
    assert (delivery.state, flaky.posted) == ("cancelled", [])


def test_cancel_that_loses_the_race_says_so(planned, delivery, flaky):
    answers = []
    flaky.on_call = lambda: answers.append(cancel_post(planned, delivery.post_id))
    carry_on(delivery)
    assert not answers[0].cancelled
    assert answers[0].says == "It was too late for Flaky (going out now)."
    assert (delivery.state, flaky.posted) == ("out", [delivery.key])


def test_claim_is_void_once_the_post_was_put_off(planned, delivery, flaky):
    taken = take(delivery)
    cancel_post(planned, delivery.post_id)
    later = timezone.now() + timedelta(days=7)
    delivery.post.due_at = later
    delivery.post.save()
    schedule_post(planned, delivery.post_id, may_approve=True)
    send(taken)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.due_at, flaky.posted) == ("due", later, [])


def test_claim_is_void_once_the_post_was_written_anew(planned, channel, delivery, flaky):
    taken = take(delivery)
    told = Written(text="Other", channels=[channel.pk], off_plan_reason="a trial")
    rewrite_post(planned, delivery.post_id, told)
    send(taken)
    delivery.refresh_from_db()
    assert (delivery.state, flaky.posted) == ("draft", [])


def test_worker_that_was_held_up_beyond_its_lease_sends_nothing(delivery, flaky):
    taken = take(delivery, lease_seconds=-1)
    send(taken)
    assert flaky.posted == []
    carry_on(delivery)
    assert flaky.posted == [delivery.key]


def test_worker_that_lost_its_row_writes_nothing(delivery):
    first = take(delivery)
    begun, _ = begin_sending(first)
    pass_time(delivery)
    second = take(delivery)
    assert begin_sending(second)[1]
    assert not settle(first, begun, Step("refused", "From the dead."))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.says) == ("sending", "")


def test_row_is_begun_once(delivery):
    taken = take(delivery)
    assert begin_sending(taken)[1] is False
    assert begin_sending(taken)[1] is True


def test_what_goes_out_is_what_the_channel_gets(planned, owner):
    channel = practice(planned)
    written = {"text": "For all", "variants": {channel.pk: "For practice {link}"}, "tactic": "blog"}
    carry_on(due_now(planned, channel, **written, target="https://shop.example/"))
    delivery = Delivery.objects.get()
    assert f'"text": "For practice /l/{delivery.link.code}"' in Path(channel.address).read_text()


def test_own_page_names_an_address_of_the_workspace(planned):
    delivery = carry_on(due_now(planned, own_page(planned), title="Closing costs", text="Hello"))
    assert delivery.url == f"/p/{planned.slug}/closing-costs-{delivery.key[:8]}/"


def test_stranger_cannot_cancel(planned, other_workspace: Workspace, delivery, flaky):
    with pytest.raises(Exception, match="no such post"):
        cancel_post(other_workspace, delivery.post_id)
    carry_on(delivery)
    assert flaky.posted == [delivery.key]
