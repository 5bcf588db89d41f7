"""What the gate asks of the kernel, once: packets for its hosts' addresses, and then to be allowed nothing more."""

from __future__ import annotations

import ctypes
import os
import socket
import struct
from ipaddress import IPv4Network

_NEW_ROUTE, _FLAGS = 24, 0x0001 | 0x0004 | 0x0100 | 0x0400  # request, acknowledge, replace, create
_TABLE_LOCAL, _STATIC, _SCOPE_HOST, _TYPE_LOCAL = 255, 4, 254, 2
_DESTINATION, _INTERFACE = 1, 4
_CAPABILITIES_3 = 0x20080522


def take_addresses(network: IPv4Network) -> None:
    """As `ip route add local NETWORK dev lo`: rtnetlink(7). The kernel answers ARP for them, too."""
    loopback = socket.if_nametoindex("lo")
    route = struct.pack(
        "=8BI", socket.AF_INET, network.prefixlen, 0, 0, _TABLE_LOCAL, _STATIC, _SCOPE_HOST, _TYPE_LOCAL, 0
    )
    route += struct.pack("=HH4s", 8, _DESTINATION, network.network_address.packed)
    route += struct.pack("=HHI", 8, _INTERFACE, loopback)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as netlink:
        netlink.send(struct.pack("=IHHII", 16 + len(route), _NEW_ROUTE, _FLAGS, 1, 0) + route)
        (code,) = struct.unpack_from("=i", netlink.recv(4096), 16)
    if code:
        raise OSError(-code, f"no route to {network}: {os.strerror(-code)}")


def drop_capabilities() -> None:
    """Give every capability back: capset(2)."""
    library = ctypes.CDLL(None, use_errno=True)
    if library.capset(struct.pack("=Ii", _CAPABILITIES_3, 0), bytes(24)):
        raise OSError(ctypes.get_errno(), "the gate keeps capabilities that it must not have")
