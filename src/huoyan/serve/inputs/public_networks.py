"""Whether an IP address is one of the open internet, by whatever form it is carried in."""

from __future__ import annotations

import ipaddress

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
# Beside what Python knows as not global, which differs from version to version: RFC 6890 and its updates, and
# addresses at which clouds tell a machine's secrets.
_CLOSED = tuple(
    ipaddress.ip_network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
        "::/128", "::1/128", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7",
        "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
# An IPv4 address is carried in such an IPv6 one: network, and how many bits lie behind it.
_CARRIERS = (
    (ipaddress.IPv6Network("::ffff:0:0/96"), 0),  # mapped
    (ipaddress.IPv6Network("::ffff:0:0:0/96"), 0),  # translated (SIIT)
    (ipaddress.IPv6Network("::/96"), 0),  # compatible
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),  # NAT64
    (ipaddress.IPv6Network("2002::/16"), 80),  # 6to4
)
# Teredo, and NAT64 of a network's own, which may carry an IPv4 address at any place.
_TUNNELS = tuple(ipaddress.IPv6Network(net) for net in ("2001::/32", "64:ff9b:1::/48"))


def is_public(address: str) -> bool:
    """Of an address as `getaddrinfo` gives it. What it carries inside counts; a zone (`%eth0`) is local."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return _is_public(ip)


def _is_public(ip: Ip) -> bool:
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id or any(ip in tunnel for tunnel in _TUNNELS):
            return False
        for network, behind in _CARRIERS:
            if ip in network and int(ip) > 1:
                return _is_public(ipaddress.IPv4Address(int(ip) >> behind & 0xFFFFFFFF))
        # Identifiers of ISATAP carry an IPv4 address in any network.
        if (int(ip) >> 32) & 0xFCFFFFFF == 0x5EFE:
            return False
    if any(ip in net for net in _CLOSED if net.version == ip.version):
        return False
    return ip.is_global and not ip.is_multicast
