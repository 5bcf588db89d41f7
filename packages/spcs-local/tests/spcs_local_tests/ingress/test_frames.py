"""Frames that are followed while they pass."""

from __future__ import annotations

import pytest
from websockets.frames import Close, Frame, Opcode

from spcs_local.ingress import frames
from spcs_local.ingress.frames import Frames, close_frame

MESSAGES = (
    Frame(Opcode.TEXT, b""),
    Frame(Opcode.TEXT, b"short"),
    Frame(Opcode.BINARY, bytes(125)),
    Frame(Opcode.BINARY, bytes(126), fin=False),
    Frame(Opcode.PING, b"amid a message"),
    Frame(Opcode.CONT, bytes(70_000)),
)


def written(*sent: Frame, mask: bool) -> bytes:
    return b"".join(frame.serialize(mask=mask) for frame in sent)


@pytest.mark.parametrize("mask", [False, True])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000, 1_000_000])
def test_frames_pass_as_they_are_in_whatever_pieces_they_come(size: int, mask: bool) -> None:
    data, followed = written(*MESSAGES, mask=mask), Frames()
    pieces = [followed.passing(data[start : start + size]) for start in range(0, len(data), size)]
    assert b"".join(pieces) == data
    assert followed.between
    assert followed.refusal is None


def test_frame_may_be_put_in_where_none_is_under_way() -> None:
    data, followed, places = written(*MESSAGES[:2], mask=True), Frames(), []
    for place in range(len(data)):
        if followed.between:
            places.append(place)
        followed.passing(data[place : place + 1])
    # a head that has begun is held back; the second frame's payload is five bytes
    assert places == [*range(6), *range(6, 12)]
    followed.passing(close_frame(Close(1000, ""), mask=True))
    assert not followed.between


@pytest.mark.parametrize("size", [1, 1000])
@pytest.mark.parametrize(
    "refused",
    [
        (Frame(Opcode.BINARY, bytes(201)),),
        (Frame(Opcode.BINARY, bytes(100), fin=False), Frame(Opcode.CONT, bytes(101))),
        (Frame(Opcode.BINARY, b"", fin=False), *[Frame(Opcode.CONT, b"", fin=False)] * 3),
    ],
)
def test_nothing_passes_from_a_refused_frame_on(
    refused: tuple[Frame, ...], size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "LARGEST_MESSAGE", 200)
    monkeypatch.setattr(frames, "MOST_FRAGMENTS", 3)
    taken = (Frame(Opcode.BINARY, bytes(200)), Frame(Opcode.TEXT, b"", fin=False), *[Frame(Opcode.CONT, b"")] * 2)
    before, followed = written(*taken, *refused[:-1], mask=False), Frames()
    data, passed = before + written(refused[-1], mask=False), b""
    for start in range(0, len(data), size):
        if followed.refusal is None:
            passed += followed.passing(data[start : start + size])
    assert passed == before
    assert followed.refusal is not None
    assert followed.refusal.code == 1009
