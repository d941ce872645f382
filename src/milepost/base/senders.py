"""Who sent a request, when web servers of ours stand between."""

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1"))
# RFC 4291, 2.5.5.2: ::ffff:192.0.2.1 is 192.0.2.1.
_MAPPED_BITS = 96


def read_networks(text: str) -> tuple[Network, ...]:
    """Return the addresses and networks of a list with commas; ValueError names a bad one."""
    return tuple(_read_network(each.strip()) for each in text.split(",") if each.strip())


def _read_network(text: str) -> Network:
    network = ip_network(text, strict=False)
    if isinstance(network, IPv4Network) or network.prefixlen < _MAPPED_BITS:
        return network
    mapped = network.network_address.ipv4_mapped
    return IPv4Network((mapped, network.prefixlen - _MAPPED_BITS)) if mapped else network


def read_address(text: str) -> Address | None:
    """Return the address, without zone and as IPv4 where it is one; None where it is none."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return address
    return address.ipv4_mapped or IPv6Address(int(address))


def is_among(address: Address, networks: tuple[Network, ...]) -> bool:
    """Tell whether an address lies in one of the networks."""
    return any(address in network for network in networks)


def sender_of(near: Address, forwarded: str, proxies: tuple[Network, ...]) -> Address:
    """Return the true sender of what `near` hands on: the last address that is no proxy of ours.

    Each proxy writes whom it heard from at the end of X-Forwarded-For, so the list is believed
    from its end, for as long as its writer is one of ours; what stands before, anybody may write.
    """
    sender = near
    for text in reversed(forwarded.split(",")):
        if not is_among(sender, proxies):
            break
        heard_from = read_address(text)
        if heard_from is None:
            break
        sender = heard_from
    return sender
