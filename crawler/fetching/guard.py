"""The address guard: which addresses may be connected to. Pure; the handler asks it for the address really used."""

import ipaddress
from collections.abc import Iterable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")  # RFC 8215


class AddressGuard:
    """Lets through public addresses and the private networks that were named."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = tuple(ipaddress.ip_network(network) for network in allowed)

    def allows(self, text: str) -> bool:
        """Whether this IP address (as text, an IPv6 zone is ignored) may be connected to."""
        try:
            address = ipaddress.ip_address(text.split("%", maxsplit=1)[0])
        except ValueError:
            return False
        inner = embedded(address)
        if any(candidate in network for network in self._allowed for candidate in {address, inner}):
            return True
        return _is_public(address) and _is_public(inner)


def embedded(address: Address) -> Address:
    """The IPv4 address that a mapped, 6to4, Teredo or NAT64 address leads to; the address itself otherwise."""
    if not isinstance(address, ipaddress.IPv6Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            address = address.ipv4_mapped
        elif address in LOCAL_NAT64:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved
