"""Which addresses may be asked: on the internet yes, back into a network of ours no."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from milepost.base.addresses import is_number, is_open, read_address

PRIVATE = ["10.0.0.1", "127.0.0.1", "127.8.9.10", "172.31.255.255", "192.168.1.1", "100.64.0.1"]
PRIVATE += ["::1", "fc00::1", "fd12:3456::1", "::ffff:127.0.0.1", "64:ff9b::10.0.0.1"]
NEVER = ["0.0.0.0", "169.254.169.254", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.7"]
NEVER += [
    "198.18.0.1",
    "192.88.99.1",
    "168.63.129.16",
    "100.100.100.200",
    "::",
    "fe80::1",
    "ff02::1",
]
NEVER += ["::ffff:169.254.169.254", "::127.0.0.1", "2002:7f00:1::", "2001:0:1::1", "fd00:ec2::254"]
NEVER += [
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::a00:1",
    "2001:db8::1",
    "fec0::1",
    "100::1",
    "5f00::1",
]
CARRYING = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))
OPEN = ["1.1.1.1", "8.8.8.8", "93.184.215.14", "172.32.0.1", "100.128.0.1", "2606:4700::1111"]
OPEN += ["64:ff9b::808:808", "::ffff:8.8.8.8", "2a00:1450::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_address_is_open_only_where_allowed(address):
    assert not is_open(ip_address(address))
    assert is_open(ip_address(address), allows_private=True)


@pytest.mark.parametrize("address", NEVER)
def test_address_of_no_machine_or_of_secrets_is_never_open(address):
    assert not is_open(ip_address(address))
    assert not is_open(ip_address(address), allows_private=True)


@pytest.mark.parametrize("address", OPEN)
def test_address_on_the_internet_is_open(address):
    assert is_open(ip_address(address))


@given(address=st.ip_addresses())
@example(address=IPv4Address("192.0.0.8"))
@example(address=IPv6Address("2001:2::1"))
def test_what_python_calls_private_or_reserved_is_never_open(address):
    """Python's own register agrees, but for what it opens within the ranges closed here."""
    closed = not address.is_global or address.is_multicast or address.is_reserved
    carries_another = any(address in network for network in CARRYING)
    assert not (closed and not carries_another and is_open(address))


@given(address=st.ip_addresses(v=4))
def test_address_carried_in_another_is_judged_as_itself(address):
    for network in CARRYING:
        carried = network[int(address)]
        for allows_private in (False, True):
            assert is_open(carried, allows_private=allows_private) == is_open(
                address, allows_private=allows_private
            )


@given(address=st.ip_addresses(v=4))
def test_address_in_6to4_or_teredo_is_never_open(address):
    to4 = IPv6Address(int(IPv6Address("2002::")) + (int(address) << 80))
    teredo = IPv6Address(int(IPv6Address("2001::")) + int(address))
    assert not is_open(to4, allows_private=True)
    assert not is_open(teredo, allows_private=True)


@given(address=st.ip_addresses(network=IPv4Network("127.0.0.0/8")))
def test_every_spelling_of_an_address_is_a_number_and_only_the_plain_one_is_read(address):
    first, *rest = address.packed
    low = int.from_bytes(bytes(rest), "big")
    spelled = {f"{first}.{low}", f"0x{first:x}.{low}", f"{first:#o}.1".replace("0o", "0")}
    spelled |= {str(int(address)), hex(int(address)), f"{address}."}
    for spelling in spelled - {str(address)}:
        assert is_number(spelling)
        with pytest.raises(ValueError, match="address"):
            read_address(spelling)
    assert read_address(str(address)) == address


@pytest.mark.parametrize("host", ["0x7f.1", "2130706433", "0177.0.0.1", "127.1", "fe80::1%eth0"])
def test_odd_spelling_is_not_read(host):
    with pytest.raises(ValueError, match="address"):
        read_address(host)


@pytest.mark.parametrize(
    "host", ["example.com", "example.com.", "a1", "1.2.3.four", "x0x7", "0x.de"]
)
def test_name_is_no_number(host):
    assert read_address(host) is None
