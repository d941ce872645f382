"""Which addresses of the internet may be asked, and which lead back into a network of ours."""

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address


def _networks(*spelled: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each) for each in spelled)


# IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890); written out, because what
# Python calls private and global differs from one version to the next.
_PRIVATE = _networks(
    "10.0.0.0/8",
    "100.64.0.0/10",  # shared by customers of one provider
    "127.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "::1/128",
    "fc00::/7",
)
_NEVER = _networks(
    "0.0.0.0/8",
    "169.254.0.0/16",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "2001::/23",  # Teredo and its like
    "2001:db8::/32",
    "2002::/16",  # 6to4: carries an IPv4 address past a check that knows only IPv6
    "3fff::/20",
    # Where clouds tell a machine its own secrets (AWS, Google, Alibaba, Azure).
    "fd00:ec2::254/128",
    "fd20:ce::254/128",
    "100.100.100.200/32",
    "168.63.129.16/32",
)
# RFC 4291: outside of it there is no address of a single machine on the internet.
_GLOBAL_IPV6 = IPv6Network("2000::/3")
# RFC 4291 (mapped) and RFC 6052 (translated): the last 32 bits are the IPv4 address that is meant.
_CARRIES_IPV4 = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))


def is_open(address: Address, *, allows_private: bool = False) -> bool:
    """Tell whether an address may be asked: one on the internet, or a private one if allowed.

    Link-local, multicast, reserved and unspecified addresses, and those at which clouds tell
    secrets, never may.
    """
    meant = _meant(address)
    if _is_in(meant, _NEVER):
        return False
    if _is_in(meant, _PRIVATE):
        return allows_private
    return isinstance(meant, IPv4Address) or meant in _GLOBAL_IPV6


def _meant(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address carries, where it carries one."""
    if isinstance(address, IPv6Address) and any(address in each for each in _CARRIES_IPV4):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _is_in(address: Address, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    return any(address in each for each in networks)


def is_number(host: str) -> bool:
    """Tell whether a host is written as a number, in whatever spelling: 127.1, 0x7f.1, 2130706433.

    The same question as that of browsers (WHATWG URL Standard, "ends in a number").
    """
    last = host.removesuffix(".").rpartition(".")[2].lower()
    digits = "0123456789abcdef" if last.startswith("0x") else "0123456789"
    return ":" in host or (bool(last) and not last.removeprefix("0x").strip(digits))


def read_address(host: str) -> Address | None:
    """Return the address a host spells out plainly; None for a name.

    Raises ValueError where it is a number in an odd spelling, or names a part of this machine.
    """
    if not is_number(host):
        return None
    if "%" in host:
        raise ValueError("an address with a zone")
    return ip_address(host)
