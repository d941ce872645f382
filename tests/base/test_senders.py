"""Who sent a request: the last address that no proxy of ours has."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as some

from milepost.base.senders import LOOPBACK, is_among, read_address, read_networks, sender_of

OURS = read_networks("127.0.0.0/8, ::1, 10.0.0.0/8, fd00::/8")
PROXY = ip_address("127.0.0.1")

addresses = some.ip_addresses()
strangers = addresses.map(lambda each: read_address(str(each))).filter(
    lambda each: not is_among(each, OURS)
)
proxies = some.sampled_from(["127.0.0.1", "::1", "10.1.2.3", "::ffff:10.1.2.3", "fd00::7"])
anything = some.text() | some.lists(addresses.map(str)).map(", ".join)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_address_is_read_in_its_plainest_form(text, plain):
    assert str(read_address(text)) == plain


@pytest.mark.parametrize("text", ["", "unknown", "192.0.2.1:80", "[::1]", "192.0.2.01", "1.2.3"])
def test_what_is_no_address_is_none(text):
    assert read_address(text) is None


def test_networks_are_read_with_commas_between():
    found = read_networks("10.0.0.5/8, ::1,,::ffff:192.0.2.1 ")
    assert [str(each) for each in found] == ["10.0.0.0/8", "::1/128", "192.0.2.1/32"]


def test_network_that_is_none_is_named():
    with pytest.raises(ValueError, match="nginx"):
        read_networks("127.0.0.1, nginx")


@pytest.mark.parametrize(
    ("forwarded", "sender"),
    [
        ("", "127.0.0.1"),
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("198.51.100.1,10.0.0.2 , ::1", "198.51.100.1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("198.51.100.1, rubbish, 10.0.0.2", "10.0.0.2"),
        ("198.51.100.1, rubbish", "127.0.0.1"),
        ("198.51.100.1,", "127.0.0.1"),
    ],
)
def test_list_is_believed_from_its_end(forwarded, sender):
    assert str(sender_of(PROXY, forwarded, OURS)) == sender


def test_networks_of_this_machine_are_not_those_around_it():
    assert str(sender_of(ip_address("10.0.0.2"), "203.0.113.9", LOOPBACK)) == "10.0.0.2"


@given(near=strangers, forwarded=anything)
def test_stranger_is_who_they_are_whatever_they_write(near, forwarded):
    assert sender_of(near, forwarded, OURS) == near


@given(written=anything, sender=strangers, between=some.lists(proxies))
def test_what_a_client_writes_changes_nothing_of_what_proxies_add(written, sender, between):
    forwarded = ",".join([written, str(sender), *between])
    assert sender_of(PROXY, forwarded, OURS) == sender


@given(forwarded=anything)
def test_any_list_gives_an_address_that_stands_in_it_or_the_proxy(forwarded):
    named = {read_address(each) for each in forwarded.split(",")}
    assert sender_of(PROXY, forwarded, OURS) in {PROXY} | named
