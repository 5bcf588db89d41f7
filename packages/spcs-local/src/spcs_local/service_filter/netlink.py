"""A transaction of nftables over netlink(7): all of its messages take effect at once, or none does."""

from __future__ import annotations

import os
import socket
import struct

_NETFILTER = 12  # the protocol of netlink
_SUBSYSTEM = 10
_BEGIN, _END = 0x10, 0x11
_REQUEST, _ACKNOWLEDGE, CREATE, APPEND = 0x1, 0x4, 0x400, 0x800
_ERROR = 2
_NESTED = 0x8000
_INET = 1  # the family of IPv4 and IPv6 together


def attribute(kind: int, value: bytes) -> bytes:
    """One attribute, padded to four bytes."""
    return struct.pack("=HH", 4 + len(value), kind) + value + bytes(-len(value) % 4)


def nested(kind: int, *attributes: bytes) -> bytes:
    """An attribute that holds others."""
    return attribute(kind | _NESTED, b"".join(attributes))


def number(kind: int, value: int) -> bytes:
    """An attribute that is a number."""
    return attribute(kind, struct.pack("!I", value))


def name(kind: int, value: str) -> bytes:
    """An attribute that is a name."""
    return attribute(kind, value.encode() + b"\0")


class Transaction:
    """Messages to be sent in one go."""

    def __init__(self) -> None:
        self._messages: list[tuple[int, int, bytes]] = []

    def add(self, kind: int, flags: int, *attributes: bytes) -> None:
        """One more message."""
        self._messages.append((kind, flags, b"".join(attributes)))

    def commit(self) -> None:
        """Have the kernel do it; raises OSError when it refuses any of it."""
        packets = [_packet(_BEGIN, _REQUEST, 0, 0, _SUBSYSTEM, b"")]
        last = len(self._messages)
        for place, (kind, flags, content) in enumerate(self._messages, start=1):
            wanted = _REQUEST | flags | (_ACKNOWLEDGE if place == last else 0)
            packets.append(_packet(_SUBSYSTEM << 8 | kind, wanted, place, _INET, 0, content))
        packets.append(_packet(_END, _REQUEST, last + 1, 0, _SUBSYSTEM, b""))
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _NETFILTER) as kernel:
            kernel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**23)
            kernel.settimeout(10)
            kernel.send(b"".join(packets))
            while not _acknowledged(kernel.recv(2**16), last):
                pass


def _packet(kind: int, flags: int, sequence: int, family: int, resource: int, content: bytes) -> bytes:
    head = struct.pack("=BBH", family, 0, socket.htons(resource))
    return struct.pack("=IHHII", 20 + len(content), kind, flags, sequence, 0) + head + content


def _acknowledged(answers: bytes, last: int) -> bool:
    """Whether the last message was heard; raises for the first that was refused."""
    position, over = 0, False
    while position < len(answers):
        length, kind, _, sequence, _ = struct.unpack_from("=IHHII", answers, position)
        if kind == _ERROR:
            (code,) = struct.unpack_from("=i", answers, position + 16)
            if code:
                raise OSError(-code, f"nftables refuses message {sequence}: {os.strerror(-code)}")
            over = over or sequence == last
        position += length + -length % 4
    return over
