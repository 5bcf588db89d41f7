"""Bodies of requests: read within bounds of size, time and shape, and of what all of them hold together."""

from __future__ import annotations

import asyncio
import json
import re
import zlib
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from typing import Any

from starlette.requests import Request

from spcs_local.budget import Budget, Share
from spcs_local.lanes import Lane
from spcs_local.pieces import ClientStalledError, pieces_of
from spcs_local.statements.limits import MOST_WORDS

# before anybody has signed in; a token of another server's is the largest that comes then
SMALL_BODY = 128 * 1024
MOST_BODY = 8 * 2**20
MOST_DEFINITION = 2 * 2**20  # of an object, by the REST API: a specification has 1 MB at most
# a body has to be there whole by then, however slowly its client sends
BODY_SECONDS = 60.0
MOST_NODES = 100_000
MOST_DEPTH = 64
_LARGE = 64 * 1024
_FREE = 4096  # so large are sign-ins, cancels and most statements: no flood of others keeps them out
_LARGE_AT_ONCE = 2
# what is held of a body for each of its bytes (a text with one rare character takes four), node and word
_BYTE, _NODE, _WORD = 4, 80, 256
_COPIES = 2  # of what is being read
_PACKED = b"\x1f\x8b"
_BEST_RATIO = 1032  # of what deflate packs
_ENCODINGS = ("", "identity", "gzip")
_JSON = "application/json"
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
# what has no end goes to the end, so that no text is looked through twice
_STRING = re.compile(rb'"(?:[^"\\]++|\\.|\\\Z)*+(?:"|\Z)', re.DOTALL)
_BRACKET = re.compile(rb"[][{}]")


class BadRequestError(Exception):
    """A body that is no request."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class Bodies:
    """Reads those of one account."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._large = Lane(_LARGE_AT_ONCE)

    @asynccontextmanager
    async def of(self, request: Request, most: int = SMALL_BODY) -> AsyncIterator[dict[str, Any]]:
        """The JSON object of a request, gzip or not, which counts until the end.

        It has to say that it is JSON: pages of elsewhere can send other types of body without being asked for leave.
        """
        share = self.share()
        try:
            yield await self.read(request, most, share)
        finally:
            share.close()

    def share(self, owner: Hashable = None) -> Share:
        """What a request of a user, or of nobody known, has of the budget."""
        return Share(self._budget, owner)

    async def read(self, request: Request, most: int, share: Share) -> dict[str, Any]:
        """The same for who gives the share back."""
        data = await self._data(request, most, share)
        if len(data) <= _LARGE:
            return self._of_data(data, share)
        # others need not wait for a large one
        return await self._large.run(self._of_data, data, share)

    def _of_data(self, data: bytes, share: Share) -> dict[str, Any]:
        held = weight_of(data)
        if len(data) > _FREE:
            _grow(share, held)
        return _parsed(data)

    async def _data(self, request: Request, most: int, share: Share) -> bytes:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                data = await _read(request, most, share)
        except TimeoutError:
            raise BadRequestError(f"the body did not arrive within {BODY_SECONDS:.0f} seconds", 408) from None
        if data:
            _check_type(request.headers.get("content-type", ""))
        encoding = request.headers.get("content-encoding", "").lower()
        if encoding not in _ENCODINGS:
            raise BadRequestError(f"the body is encoded as '{encoding}'; expected gzip, or none", 415)
        if encoding != "gzip" and data[:2] != _PACKED:
            return data
        if len(data) <= _FREE and (small := _gunzip(data, _LARGE)) is not None:
            return small
        _grow(share, len(data) + min(len(data) * _BEST_RATIO, most))
        unpacked = await self._large.run(_gunzip, data, most)
        if unpacked is None:
            raise _too_large(most)
        return unpacked


async def chunks_of(request: Request) -> AsyncIterator[bytes]:
    """A body of any length; a client that stops sending is told so."""
    try:
        async for piece in pieces_of(request, BODY_SECONDS):
            yield piece
    except ClientStalledError as error:
        raise BadRequestError(str(error), 408) from None


def mapping(value: Any, what: str) -> dict[str, Any]:
    """A JSON object; nothing stands for an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadRequestError(f"{what} is not a JSON object")
    return value


async def _read(request: Request, most: int, share: Share) -> bytes:
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > most:
            raise _too_large(most)
        if len(raw) > _FREE:
            _grow(share, _COPIES * len(raw))
    return bytes(raw)


def _grow(share: Share, size: int) -> None:
    if not share.grow_to(size):
        raise BadRequestError("the account has too many requests under way; send it again later", 503)


def _check_type(content_type: str) -> None:
    given = content_type.partition(";")[0].strip().lower()
    if given != _JSON:
        raise BadRequestError(f"the body is of type '{given}'; expected {_JSON}", 415)


def _gunzip(data: bytes, most: int) -> bytes | None:
    """What is packed; None where that is more than `most`."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        unpacked = unpacker.decompress(data, most)
    except zlib.error:
        raise BadRequestError("the body is no gzip") from None
    if unpacker.unconsumed_tail:
        return None
    if not unpacker.eof:
        raise BadRequestError("the body's gzip ends early")
    return unpacked


def weight_of(data: bytes) -> int:
    """About how many bytes a body takes, read and as a statement; a shape that takes too many is refused."""
    bare = data
    nodes, brackets = _nodes(bare), bare.count(b"[") + bare.count(b"{")
    if nodes > MOST_NODES or brackets > MOST_DEPTH:
        bare = _STRING.sub(b'""', data)
        nodes = _nodes(bare)
    if nodes > MOST_NODES:
        raise BadRequestError(f"the body has more than {MOST_NODES:,} values", 413)
    if _depth(bare) > MOST_DEPTH:
        raise BadRequestError("the body is nested too deep")
    words = min(data.count(b" ") + data.count(b","), MOST_WORDS)
    return len(data) * _BYTE + nodes * _NODE + words * _WORD


def _nodes(data: bytes) -> int:
    return sum(map(data.count, (b"{", b"[", b",", b":")))


def _depth(data: bytes) -> int:
    depth = deepest = 0
    for bracket in _BRACKET.findall(data):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        text = data.decode()  # json.loads would let half a character pass
        parsed = json.loads(text, parse_constant=_no_number) if text else {}
        if _SURROGATE.search(text):
            json.dumps(parsed, ensure_ascii=False).encode()
    except RecursionError:
        raise BadRequestError("the body is nested too deep") from None
    except json.JSONDecodeError as error:
        raise BadRequestError(f"the body is not JSON from line {error.lineno}, column {error.colno} on") from None
    except ValueError:
        raise BadRequestError("the body is not JSON in UTF-8, or has numbers that are none") from None
    return mapping(parsed, "the body")


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _too_large(most: int) -> BadRequestError:
    return BadRequestError(f"the body is larger than {most // 1024:,} KB", 413)
