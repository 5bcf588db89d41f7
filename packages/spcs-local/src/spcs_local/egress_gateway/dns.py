"""A name server that knows the account's services, and of the world what the rules of who asks name. RFC 1035."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

PORT = 53
_TTL = 5
_A, _IN = 1, 1
_NO_ERROR, _NO_SUCH_NAME, _NOT_IMPLEMENTED = 0, 3, 4
_FORMAT_ERROR_FLAGS = 0x8081
Find = Callable[[str, str], Awaitable[list[str] | None]]  # (source, name) to IPv4 addresses; None: no such name


class QueryError(ValueError):
    """Not a query that has an answer."""


@dataclass(frozen=True)
class Query:
    """One question."""

    number: int
    flags: int
    name: str
    kind: int
    question: bytes

    @classmethod
    def read(cls, message: bytes) -> Query:
        """The question of a message."""
        try:
            number, flags, count = struct.unpack_from("!HHH", message)
            labels, position = [], 12
            while length := message[position]:
                if length > 63:
                    raise QueryError("a compressed name in a question")
                labels.append(message[position + 1 : position + 1 + length].decode("ascii"))
                position += 1 + length
            kind, family = struct.unpack_from("!HH", message, position + 1)
        except (struct.error, IndexError, UnicodeDecodeError) as error:
            raise QueryError(str(error)) from None
        if flags & 0x8000 or count != 1 or family != _IN:
            raise QueryError("not one question")
        return cls(number, flags, ".".join(labels).lower(), kind, message[12 : position + 5])

    def answer(self, code: int, addresses: list[str]) -> bytes:
        """The message that answers it."""
        flags = 0x8080 | (self.flags & 0x7900) | code  # an answer, recursion available; opcode and RD as they came
        head = struct.pack("!HHHHHH", self.number, flags, 1, len(addresses), 0, 0)
        packed = (bytes(int(part) for part in address.split(".")) for address in addresses)
        records = [struct.pack("!HHHIH", 0xC00C, _A, _IN, _TTL, 4) + address for address in packed]
        return head + self.question + b"".join(records)


async def respond(message: bytes, source: str, find: Find) -> bytes | None:
    """The answer to a message; None to what deserves none."""
    try:
        query = Query.read(message)
    except QueryError:
        return message[:2] + struct.pack("!HHHHH", _FORMAT_ERROR_FLAGS, 0, 0, 0, 0) if _asks(message) else None
    if query.flags & 0x7800:
        return query.answer(_NOT_IMPLEMENTED, [])
    addresses = await find(source, query.name)
    if addresses is None:
        return query.answer(_NO_SUCH_NAME, [])
    return query.answer(_NO_ERROR, addresses if query.kind == _A else [])


def _asks(message: bytes) -> bool:
    return len(message) >= 4 and not message[2] & 0x80


class NameServer(asyncio.DatagramProtocol):
    """The server, over UDP."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._tasks: set[asyncio.Task[None]] = set()
        self._transport: asyncio.DatagramTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what answers are sent through."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        """Answer, one task a message."""
        task = asyncio.get_running_loop().create_task(self._respond(data, addr))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _respond(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        answer = await respond(data, str(addr[0]), self._find)
        if answer is not None:
            self._transport.sendto(answer, addr)
