"""Open load: statements are sent when they are due, whether earlier ones were answered or not."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from devkit.testing.waiting import PATIENCE
from spcs_local_tests.soak.client import Client
from spcs_local_tests.soak.counts import Counts

_AT_ONCE = 16
_READS = (
    "SELECT CURRENT_ROLE(), CURRENT_DATABASE()",
    "SHOW GRANTS TO ROLE LOAD_ROLE",
    "DESCRIBE STAGE LOAD.PUBLIC.FILES",
    "SHOW STAGES IN SCHEMA LOAD.PUBLIC",
    "SHOW WAREHOUSES LIKE 'LOAD%'",
    "LIST @LOAD.PUBLIC.FILES",
)
PREPARATION = (
    "CREATE ROLE LOAD_ROLE",
    "CREATE DATABASE LOAD",
    "CREATE STAGE LOAD.PUBLIC.FILES",
    "CREATE WAREHOUSE LOAD_WH",
    "GRANT USAGE ON DATABASE LOAD TO ROLE LOAD_ROLE",
)


@dataclass
class Outcome:
    """What was written, what failed, how late the answers were for the clients."""

    written: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


@dataclass
class OpenLoad:
    """Many sessions, of which one statement after the other is due at a fixed rate, and slow clients beside them."""

    url: str
    user: str
    password: str
    counts: Counts
    say: Callable[[str], None]
    outcome: Outcome = field(default_factory=Outcome)

    async def run(self) -> Outcome:
        """Sign in, send everything, wait for the last answer."""
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
        async with httpx.AsyncClient(timeout=PATIENCE, limits=limits, trust_env=False) as http:
            clients = [Client(http, self.url) for _ in range(self.counts.sessions)]
            for first in range(0, len(clients), _AT_ONCE):
                signing_in = clients[first : first + _AT_ONCE]
                await asyncio.gather(*(client.sign_in(self.user, self.password) for client in signing_in))
            for statement in PREPARATION:
                await clients[0].run(statement)
            async with slow_clients(self.url, clients[0].token, self.counts.sessions // 10):
                self.started_on = time.time()
                await self._send_all(clients)
        return self.outcome

    async def _send_all(self, clients: list[Client]) -> None:
        total = int(self.counts.load_seconds * self.counts.statements_a_second)
        loop = asyncio.get_running_loop()
        start, tasks = loop.time(), []
        for number in range(total):
            await asyncio.sleep(start + number / self.counts.statements_a_second - loop.time())
            tasks.append(asyncio.create_task(self._send(clients[number % len(clients)], number)))
            if number % (self.counts.statements_a_second * 5) == 0:
                self.say(f"load: {number} of {total} statements sent, {len(self.outcome.seconds)} answered")
        await asyncio.gather(*tasks)

    async def _send(self, client: Client, number: int) -> None:
        """Two writes in five statements."""
        write = f"W{number}" if number % 5 < 2 else ""
        text = f"CREATE ROLE {write} COMMENT = 'load'" if write else _READS[number % len(_READS)]
        before = time.perf_counter()
        try:
            await client.run(text)
        except Exception as error:
            self.outcome.errors.append(f"{text}: {error!r}")
        else:
            self.outcome.seconds.append(time.perf_counter() - before)
            self.outcome.written += [write] if write else []


@asynccontextmanager
async def slow_clients(url: str, token: str, count: int) -> AsyncIterator[None]:
    """Connections whose statements come half, and are never whole."""
    address, opened = httpx.URL(url), []
    head = (
        f"POST /queries/v1/query-request HTTP/1.1\r\nhost: {address.host}\r\ncontent-type: application/json\r\n"
        f'authorization: Snowflake Token="{token}"\r\ncontent-length: 60000\r\n\r\n{{"sqlText": "SELECT'
    )
    for _ in range(count):
        _, writer = await asyncio.open_connection(address.host, address.port)
        writer.write(head.encode())
        opened.append(writer)
    yield
    for writer in opened:
        writer.close()


def own_clock(home: Path, since: float) -> list[float]:
    """Seconds that the account says its statements took, from their arrival on."""
    with sqlite3.connect(f"file:{home / 'account.sqlite'}?mode=ro", uri=True) as catalog:
        rows = catalog.execute("SELECT seconds FROM statements WHERE started_on >= ?", (since,)).fetchall()
    catalog.close()
    return [row[0] for row in rows]


def percentile(values: list[float], percent: float) -> float:
    """The smallest value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
