"""The contract of every network: what do asks of them all, asked of each."""

import json

import pytest

from milepost.base.network import (
    KNOWN_NAMES,
    Access,
    Deletes,
    Draft,
    Finds,
    Published,
    Publishes,
    Refused,
)
from milepost.networks import NETWORKS, open_network

DRAFT = Draft(text="What closing costs are\n\nNobody tells you.", title="Closing costs")
TEXTS = ("", "plain", "naïve café", "family 👨‍👩‍👧‍👦", "line\nline", "x" * 10_000)


@pytest.fixture(params=sorted(NETWORKS))
def network(request, tmp_path) -> Publishes:
    addresses = {"own_page": "https://post.example/p/shop/", "practice": tmp_path / "asked.jsonl"}
    return open_network(request.param, Access(address=str(addresses[request.param])))


def test_network_keeps_the_protocol(network):
    assert isinstance(network, Publishes)


def test_facts_name_the_network_by_its_line(network):
    facts = network.facts
    assert NETWORKS[facts.code] is type(network)
    assert facts.name[0].isupper()
    assert facts.says.endswith(".")
    assert facts.longest is None or facts.longest > 0


def test_limits_can_be_asked_without_access(network):
    closed = open_network(network.facts.code)
    assert [closed.length(text) for text in TEXTS] == [network.length(text) for text in TEXTS]


def test_length_is_no_less_for_a_longer_text(network):
    assert network.length("") == 0
    for text in TEXTS:
        assert 0 <= network.length(text) <= network.length(f"{text} and more")


def test_same_key_posts_once(network):
    first = network.publish(DRAFT, key="k" * 32)
    assert isinstance(first, Published)
    assert network.publish(DRAFT, key="k" * 32) == first


def test_other_key_is_another_post(network):
    first, other = (network.publish(DRAFT, key=letter * 32) for letter in "ab")
    assert first.remote_id != other.remote_id


def test_what_was_published_is_found(network):
    assert isinstance(network, Finds)
    published = network.publish(DRAFT, key="k" * 32)
    assert network.find(DRAFT, key="k" * 32) == published


def test_looking_publishes_nothing(network):
    found = network.find(DRAFT, key="k" * 32)
    assert found is None or found == network.publish(DRAFT, key="k" * 32)
    assert network.find(DRAFT, key="n" * 32) != network.find(DRAFT, key="k" * 32) or found is None


def test_what_is_taken_down_twice_is_well(network):
    assert isinstance(network, Deletes)
    published = network.publish(DRAFT, key="k" * 32)
    assert network.delete(published, key="k" * 32) is None
    assert network.delete(published, key="k" * 32) is None


def test_taking_one_post_down_leaves_the_others(network):
    first, other = (network.publish(DRAFT, key=letter * 32) for letter in "ab")
    network.delete(first, key="a" * 32)
    assert network.find(DRAFT, key="b" * 32) == other


def test_known_names_are_in_order_and_lower_case():
    assert list(KNOWN_NAMES) == sorted({name.lower() for name in KNOWN_NAMES})


def lines_of(network) -> list[dict[str, object]]:
    return [json.loads(line) for line in network.path.read_text().splitlines()]


@pytest.fixture
def practice(tmp_path):
    return open_network("practice", Access(address=str(tmp_path / "deep" / "asked.jsonl")))


def test_practice_writes_down_every_ask(practice):
    for key in ("a", "b", "a"):
        practice.publish(Draft(text="Hi “there” 👋\nyou"), key=key)
    assert [(line["key"], line["again"]) for line in lines_of(practice)] == [
        ("a", False),
        ("b", False),
        ("a", True),
    ]
    assert lines_of(practice)[0]["text"] == "Hi “there” 👋\nyou"


@pytest.mark.parametrize("cut", range(1, 60))
def test_line_cut_short_by_a_crash_was_no_post(practice, cut):
    practice.publish(Draft(text='a}, "again": false}'), key="a")
    whole = practice.path.read_text()
    practice.path.write_text(whole[:-cut])
    is_whole = cut == 1  # the newline alone is missing
    assert (practice.find(DRAFT, key="a") is not None) == is_whole
    practice.publish(DRAFT, key="b")
    assert practice.find(DRAFT, key="b")
    assert practice.find(DRAFT, key="a") is None or is_whole


def test_key_within_a_text_is_no_post(practice):
    practice.publish(Draft(text='{"key": "b", "text": "", "again": false}'), key="a")
    practice.publish(Draft(text='\n{"key": "b", '), key="c")
    assert practice.find(DRAFT, key="b") is None


def test_practice_writes_down_what_was_taken_down(practice):
    published = practice.publish(DRAFT, key="a")
    for _ in range(2):
        practice.delete(published, key="a")
    assert lines_of(practice)[1:] == [
        {"deleted": "a", "again": False},
        {"deleted": "a", "again": True},
    ]
    assert practice.find(DRAFT, key="a") is None


def test_taking_down_cut_short_by_a_crash_was_none(practice):
    published = practice.publish(DRAFT, key="a")
    practice.delete(published, key="a")
    practice.path.write_text(practice.path.read_text()[:-5])
    assert practice.find(DRAFT, key="a") == published
    practice.delete(published, key="a")
    assert practice.find(DRAFT, key="a") is None


def test_practice_without_a_file_says_what_to_do():
    with pytest.raises(Refused) as raised:
        open_network("practice").publish(DRAFT, key="a")
    assert "make it anew" in raised.value.says


@pytest.mark.parametrize("text", ["Nobody tells you.", "👋", "日本", "—"])
def test_own_page_names_an_address_for_any_text(text):
    page = open_network("own_page", Access(address="https://post.example/p/shop/"))
    published = page.publish(Draft(text=text), key="0123456789abcdef")
    assert published.url == f"https://post.example/p/shop/{published.remote_id}/"
    assert published.remote_id.isascii()
    assert published.remote_id.endswith("-01234567")


def test_own_page_is_named_by_its_title():
    page = open_network("own_page", Access(address="/p/shop/"))
    assert page.publish(DRAFT, key="0123456789").url == "/p/shop/closing-costs-01234567/"
