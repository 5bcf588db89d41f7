"""kill -9 under load: nothing acknowledged is lost, sessions go on, services are found again."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path
from typing import Any

import httpx

from devkit.testing.waiting import PATIENCE
from spcs_local_tests.services.world import PLAIN
from spcs_local_tests.soak.client import Client
from spcs_local_tests.soak.counts import Counts
from spcs_local_tests.soak.killing import kill_soon, prepare
from spcs_local_tests.soak.ledger import Ledger, Writer, lost
from spcs_local_tests.soak.plugin import Progress
from spcs_local_tests.soak.process import AccountProcess, account_process

_WRITERS = 4
_SERVICE = "DEMO.APP.SVC"
_LONGEST_SECONDS = 0.6


async def _prepare(client: Client, user: str, password: str) -> None:
    await prepare(client, user, password)
    await client.run("USE ROLE OWNER")
    await client.run(f"CREATE SERVICE {_SERVICE} IN COMPUTE POOL POOL FROM SPECIFICATION $${PLAIN}$$")
    await client.run("USE ROLE ACCOUNTADMIN")


async def _one_kill(process: AccountProcess, clients: list[Client], prefix: str, seconds: float) -> Ledger:
    """Write, kill in the middle, start again; the ledger, checked through a session from before the kill."""
    ledger = Ledger()
    writers = [Writer(client, f"{prefix}{number}", ledger) for number, client in enumerate(clients)]
    await asyncio.gather(kill_soon(process, ledger.begun, seconds), *(writer.write() for writer in writers))
    await asyncio.to_thread(process.start)
    for client in clients:
        client.url = process.url
    assert await lost(clients[0], ledger, prefix) == []
    assert await clients[0].run(f"SELECT SYSTEM$WAIT_FOR_SERVICES(120, '{_SERVICE}')")
    return ledger


async def _kills(process: AccountProcess, counts: Counts, progress: Progress) -> tuple[int, float]:
    moments = random.Random(5)  # noqa: S311 - the same moments in each run
    statements, slowest = 0, 0.0
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as http:
        clients = [Client(http, process.url) for _ in range(_WRITERS)]
        await _prepare(clients[0], *process.administrator)
        for client in clients[1:]:
            await client.sign_in(*process.administrator)
        for number in range(counts.kills):
            before = time.monotonic()
            ledger = await _one_kill(process, clients, f"K{number}W", moments.uniform(0, _LONGEST_SECONDS))
            statements, slowest = statements + ledger.statements, max(slowest, time.monotonic() - before)
            progress.say(f"kills: {number + 1} of {counts.kills}, {statements} acknowledged statements, none lost")
    return statements, slowest


def test_lose_nothing_acknowledged_when_killed(
    tmp_path: Path, counts: Counts, figures: dict[str, Any], progress: Progress
) -> None:
    with account_process(tmp_path / "home", "progression=immediate", "sessionSeconds=36000") as process:
        statements, slowest = asyncio.run(_kills(process, counts, progress))
    figures["kills"] = {
        "kills": counts.kills,
        "acknowledged_statements": statements,
        "lost": 0,
        "slowest_round_seconds": round(slowest, 2),
    }
    assert statements > counts.kills
