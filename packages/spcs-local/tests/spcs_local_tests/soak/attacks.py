"""What one user without a role, or nobody known, can send to take an account down."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from devkit.testing.waiting import PATIENCE
from spcs_local_tests.soak.websockets import Flooding, open_websocket, read_message

_JSON = {"content-type": "application/json"}
LOGIN, QUERY = "/session/v1/login-request", "/queries/v1/query-request"
MOST_MEGABYTES = 300  # of an account, whatever it is sent
WAIT = "SYSTEM$WAIT(600)"


@dataclass
class Attacker:
    """Floods by a user; what is refused is no matter, what is taken goes on."""

    http: httpx.AsyncClient
    url: str
    credentials: dict[str, str]
    count: int
    service: Flooding
    host: str  # of the service's endpoint
    bystander: str  # the token of somebody who has it open as well
    token: str = ""

    async def sign_in(self) -> None:
        """One session."""
        answer = await self.http.post(self.url + LOGIN, json={"data": self.credentials})
        self.token = answer.raise_for_status().json()["data"]["token"]

    async def packed_values(self) -> None:
        """A few kilobytes of gzip, by nobody known, that stand for millions of values."""
        body = gzip.compress(b'{"data": [' + b"[]," * 5_000_000 + b"1]}")
        await self._flood(lambda: self._post(LOGIN, body, {"content-encoding": "gzip"}))

    async def packed_text(self) -> None:
        """The same as one text."""
        body = gzip.compress(b'{"data": {"LOGIN_NAME": "' + b"x" * 50_000_000 + b'"}}')
        await self._flood(lambda: self._post(LOGIN, body, {"content-encoding": "gzip"}))

    async def waiting(self) -> None:
        """More statements that wait than a user may have."""
        for _ in range(10):
            await self._flood(lambda: self._run(f"SELECT {WAIT}"))

    async def long_waiting(self) -> None:
        """Statements of many words that wait."""
        text = f"SELECT {WAIT}," + ",".join(["1"] * 19_000)
        await self._flood(lambda: self._run(text))

    async def bindings(self) -> None:
        """Bindings as large as a request may be, whose one rare character makes them four times so."""
        value = "x" * 7_900_000 + "\U0001f600"
        bindings = {"1": {"type": "TEXT", "value": value}}
        body = json.dumps({"sqlText": "SELECT ?", "bindings": bindings}, ensure_ascii=False).encode()
        await self._flood(lambda: self._post(QUERY, body))

    async def results(self) -> None:
        """Results that are larger than their statements, and larger than there is memory."""
        for times in (15, 9_000):
            text = f"SELECT '{'y' * 900_000}'" + ", CURRENT_STATEMENT()" * times
            await self._flood(partial(self._run, text, wait=True))

    async def queries(self) -> None:
        """Queries whose rows are many more than there is memory and time for."""
        many = f"TABLE(FLATTEN(PARSE_JSON('[{','.join(['1'] * 1_000)}]')))"
        text = f"SELECT COUNT(*) FROM {many} a, {many} b, {many} c, {many} d"  # noqa: S608 - no text of others
        await self._flood(lambda: self._run(text))

    async def sessions(self) -> None:
        """Sessions that nobody closes."""
        for _ in range(10):
            await self._flood(lambda: self._post(LOGIN, json.dumps({"data": self.credentials}).encode()))

    async def half_bodies(self) -> None:
        """Connections that send half of a large body, and wait."""
        opened = [await self._half_sent() for _ in range(10 * self.count)]
        for writer in opened:
            writer.close()

    async def _half_sent(self) -> asyncio.StreamWriter:
        address = httpx.URL(self.url)
        _, writer = await asyncio.open_connection(address.host, address.port)
        head = f"POST {LOGIN} HTTP/1.1\r\nhost: {address.host}\r\ncontent-length: 130000\r\n\r\n"
        writer.write(head.encode() + b"x" * 100_000)
        with suppress(ConnectionError):  # it may have been refused
            await writer.drain()
        return writer

    async def websockets(self) -> None:
        """WebSockets of a service that sends without end, more than a user may have; nobody reads them."""
        opened = [await open_websocket(self.host, self.token) for _ in range(2 * self.count)]
        await self.service.is_still()
        await asyncio.wait_for(read_message(self.host, self.bystander), PATIENCE)
        for _, writer, _ in opened:
            writer.transport.abort()

    async def _flood(self, send: Callable[[], Awaitable[Any]]) -> None:
        await asyncio.gather(*(send() for _ in range(self.count)))

    async def _run(self, text: str, *, wait: bool = False) -> None:
        await self._post(QUERY, json.dumps({"sqlText": text, "asyncExec": not wait}).encode())

    async def _post(self, path: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        own = _JSON | {"authorization": f'Snowflake Token="{self.token}"'} | (headers or {})
        with suppress(httpx.WriteError, httpx.ReadError):  # refused before it was read
            await self.http.post(self.url + path, content=body, headers=own)


Attack = Callable[[Attacker], Awaitable[None]]
ATTACKS: tuple[Attack, ...] = (
    Attacker.packed_values,
    Attacker.packed_text,
    Attacker.bindings,
    Attacker.results,
    Attacker.queries,
    Attacker.long_waiting,
    Attacker.waiting,
    Attacker.half_bodies,
    Attacker.websockets,
    Attacker.sessions,
)


def most_memory(pid: int) -> int:
    """The most that a process has held at a time, in megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    (found,) = (line for line in lines if line.startswith("VmHWM:"))
    return int(found.split()[1]) // 1024
