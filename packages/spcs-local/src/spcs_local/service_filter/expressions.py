"""What a rule of nftables is made of: each tells something of the packet, or lets it pass only if that is so."""

from __future__ import annotations

import socket
import struct
from ipaddress import IPv4Network

from spcs_local.service_filter.netlink import attribute, name, nested, number

_EQUAL, _UNEQUAL = 0, 1
_REGISTER, _VERDICT = 1, 0
_NETWORK, _TRANSPORT = 1, 2  # headers
_SOURCE_ADDRESS, _DESTINATION_ADDRESS = 12, 16  # where they are in IPv4's
_SOURCE_PORT, _DESTINATION_PORT = 0, 2
_IIF, _OIF, _NFPROTO, _L4PROTO = 4, 5, 15, 16
_IPV4 = 2
_STATE, _DIRECTION, _REPLY = 0, 1, 1
RELATED, NEW = 4, 8  # bits of the state of a connection
_RESET, _UNREACHABLE, _PROHIBITED = 1, 2, 3
_ACCEPT = 1
_PROTOCOLS = {"tcp": socket.IPPROTO_TCP, "udp": socket.IPPROTO_UDP}


def over_loopback(*, arriving: bool) -> list[bytes]:
    """What containers of one instance say to each other."""
    return [_meta(_IIF if arriving else _OIF), _is(struct.pack("=I", socket.if_nametoindex("lo")))]


def in_state(bits: int) -> list[bytes]:
    """Of a connection in one of these states."""
    return [_conntrack(_STATE), _masked(struct.pack("=I", bits)), _is(bytes(4), _UNEQUAL)]


def replying() -> list[bytes]:
    """From who was called."""
    return [_conntrack(_DIRECTION), _is(bytes([_REPLY]))]


def over(protocol: str) -> list[bytes]:
    """TCP or UDP."""
    return [_meta(_L4PROTO), _is(bytes([_PROTOCOLS[protocol]]))]


def ports(first: int, last: int, *, source: bool) -> list[bytes]:
    """Of a range of ports."""
    bounds = [nested(kind, attribute(1, struct.pack("!H", port))) for kind, port in ((3, first), (4, last))]
    within = _expression("range", number(1, _REGISTER), number(2, _EQUAL), *bounds)
    return [_payload(_TRANSPORT, _SOURCE_PORT if source else _DESTINATION_PORT, 2), within]


def address_in(network: IPv4Network, *, source: bool) -> list[bytes]:
    """With an address of a network."""
    return [*_address(source=source), _masked(network.netmask.packed), _is(network.network_address.packed)]


def address_of(set_name: str, set_id: int, *, source: bool) -> list[bytes]:
    """With an address of a set."""
    return [*_address(source=source), _expression("lookup", name(1, set_name), number(2, _REGISTER), number(4, set_id))]


def accept() -> bytes:
    """It passes."""
    return _expression("immediate", number(1, _VERDICT), nested(2, nested(2, number(1, _ACCEPT))))


def refuse() -> bytes:
    """Tell who sends it that it may not."""
    return _expression("reject", number(1, _UNREACHABLE), attribute(2, bytes([_PROHIBITED])))


def reset() -> bytes:
    """End the connection."""
    return _expression("reject", number(1, _RESET))


def _expression(kind: str, *attributes: bytes) -> bytes:
    return nested(1, name(1, kind), nested(2, *attributes))


def _meta(key: int) -> bytes:
    return _expression("meta", number(1, _REGISTER), number(2, key))


def _conntrack(key: int) -> bytes:
    return _expression("ct", number(1, _REGISTER), number(2, key))


def _payload(header: int, offset: int, length: int) -> bytes:
    return _expression("payload", number(1, _REGISTER), number(2, header), number(3, offset), number(4, length))


def _is(value: bytes, how: int = _EQUAL) -> bytes:
    return _expression("cmp", number(1, _REGISTER), number(2, how), nested(3, attribute(1, value)))


def _masked(mask: bytes) -> bytes:
    values = nested(4, attribute(1, mask)), nested(5, attribute(1, bytes(len(mask))))
    return _expression("bitwise", number(1, _REGISTER), number(2, _REGISTER), number(3, len(mask)), *values)


def _address(*, source: bool) -> list[bytes]:
    offset = _SOURCE_ADDRESS if source else _DESTINATION_ADDRESS
    return [_meta(_NFPROTO), _is(bytes([_IPV4])), _payload(_NETWORK, offset, 4)]
