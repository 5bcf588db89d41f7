"""Questions and answers, byte by byte."""

from __future__ import annotations

import asyncio
import struct

import pytest

from spcs_local.egress_gateway.dns import respond

KNOWN = {"milvus.ab12.svc.spcs.internal": ["172.30.64.1", "172.30.64.2"]}


async def find(_source: str, name: str) -> list[str] | None:
    return KNOWN.get(name)


def query(name: str, kind: int = 1, flags: int = 0x0100) -> bytes:
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return struct.pack("!HHHHHH", 7, flags, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!HH", kind, 1)


def answer(message: bytes) -> bytes:
    found = asyncio.run(respond(message, "172.30.64.9", find))
    assert found is not None
    return found


def code(message: bytes) -> int:
    return message[3] & 15


def test_answer_with_every_address_of_a_name() -> None:
    message = answer(query("Milvus.ab12.svc.spcs.internal"))
    number, flags, questions, answers = struct.unpack_from("!HHHH", message)
    assert (number, flags, questions, answers) == (7, 0x8180, 1, 2)
    assert message[-4:] == bytes([172, 30, 64, 2])
    assert b"Milvus" in message


def test_answer_without_an_address_to_another_kind_of_question() -> None:
    message = answer(query("milvus.ab12.svc.spcs.internal", kind=28))
    assert (code(message), struct.unpack_from("!H", message, 6)) == (0, (0,))


def test_know_no_other_name() -> None:
    assert code(answer(query("open.example"))) == 3


@pytest.mark.parametrize(
    "message",
    [
        query("a.example")[:-3],
        struct.pack("!HHHHHH", 7, 0, 1, 0, 0, 0) + b"\xc0\x0c" + struct.pack("!HH", 1, 1),
        struct.pack("!HHHHHH", 7, 0, 2, 0, 0, 0),
        struct.pack("!HHHHHH", 7, 0, 1, 0, 0, 0) + b"\x04\xff\xff\xff\xff\0" + struct.pack("!HH", 1, 1),
    ],
)
def test_refuse_what_is_no_question(message: bytes) -> None:
    assert code(answer(message)) == 1


def test_refuse_another_operation() -> None:
    assert code(answer(query("a.example", flags=0x0100 | 2 << 11))) == 4


@pytest.mark.parametrize("message", [b"", b"ab", query("a.example", flags=0x8180)])
def test_say_nothing_to_an_answer_or_a_stub(message: bytes) -> None:
    assert asyncio.run(respond(message, "172.30.64.9", find)) is None
