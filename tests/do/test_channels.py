"""Channels: connected, named by the plan's labels, closed only when nothing hangs on them."""

import pytest
from tests.do.posting import due_now, own_page, practice

from milepost.base.errors import SaidError
from milepost.do.actions.channels import (
    UNSETTLED,
    Connection,
    close_channel,
    connect_channel,
    ensure_own_page,
    map_labels,
)
from milepost.do.models import Channel, Delivery
from milepost.do.queries.channels import channel_by_label, channels, known_facts, labels_of
from milepost.plan.queries import current_plan
from milepost.team.secrets import unseal

pytestmark = pytest.mark.django_db


def refusal(call, *arguments) -> SaidError:
    with pytest.raises(SaidError) as raised:
        call(*arguments)
    return raised.value


def test_own_page_is_always_there_and_once(planned):
    page = ensure_own_page(planned)
    assert ensure_own_page(planned) == page
    assert refusal(connect_channel, planned, Connection("own_page")).where == "network"
    assert "always there" in refusal(close_channel, planned, page.pk).says


def test_practice_writes_to_a_file_of_its_own(planned):
    first, other = practice(planned), practice(planned)
    assert first.address != other.address
    assert first.address.endswith(f"/practice/{first.pk}.jsonl")


def test_secrets_are_kept_sealed(planned):
    access = {"token": "hush"}
    channel = connect_channel(planned, Connection("practice", access=access))
    assert "hush" not in channel.sealed_access
    assert unseal(channel.sealed_access) == access
    assert "hush" not in repr(Connection("practice", access=access))


def test_misspelt_network_names_the_nearest(planned):
    error = refusal(connect_channel, planned, Connection("practise"))
    assert (error.where, "'practice'" in error.says) == ("network", True)


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ({"name": "x" * 201}, "name"),
        ({"name": "\x00"}, "name"),
        ({"address": "x" * 501}, "address"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(planned, told, where):
    assert refusal(connect_channel, planned, Connection("practice", **told)).where == where


def test_channel_is_called_as_the_plan_calls_it(planned):
    channel = practice(planned)
    labels = labels_of(current_plan(planned).plan)
    assert labels == ["wordpress", "facebook", "newsletter"]
    map_labels(planned, {"wordpress": channel.pk, "facebook": channel.pk})
    assert channel_by_label(planned) == {"wordpress": channel, "facebook": channel}
    map_labels(planned, {"wordpress": None, "facebook": own_page(planned).pk})
    assert channel_by_label(planned) == {"facebook": own_page(planned)}


def test_label_means_no_channel_of_others(planned, other_workspace):
    refusal(map_labels, planned, {"wordpress": practice(other_workspace).pk})
    assert channel_by_label(planned) == {}


def test_closed_channel_takes_no_more_posts(planned):
    channel = practice(planned)
    map_labels(planned, {"wordpress": channel.pk})
    close_channel(planned, channel.pk)
    assert list(channels(planned)) == list(Channel.objects.filter(network="own_page"))
    assert channel_by_label(planned) == {}
    assert "no such channel" in refusal(close_channel, planned, channel.pk).says


@pytest.mark.parametrize("state", UNSETTLED)
def test_channel_with_unsettled_posts_stays_open(planned, state):
    channel = practice(planned)
    due_now(planned, channel)
    Delivery.objects.update(state=state)
    assert refusal(close_channel, planned, channel.pk).says.startswith("Practice has posts")


def test_stranger_closes_nothing(planned, other_workspace):
    channel = practice(planned)
    refusal(close_channel, other_workspace, channel.pk)
    assert channel in channels(planned)


def test_limits_of_each_network_are_known():
    assert {code: facts.longest for code, facts in known_facts().items()} == {
        "own_page": None,
        "practice": 500,
    }
