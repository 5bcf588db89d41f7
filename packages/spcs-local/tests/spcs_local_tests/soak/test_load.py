"""Open load from many sessions: no error, no lost write; how long the account took, by its own clock."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import httpx

from devkit.testing.waiting import PATIENCE
from spcs_local_tests.soak.attacks import MOST_MEGABYTES, most_memory
from spcs_local_tests.soak.client import Client
from spcs_local_tests.soak.counts import Counts
from spcs_local_tests.soak.load import OpenLoad, own_clock, percentile
from spcs_local_tests.soak.plugin import Progress
from spcs_local_tests.soak.process import AccountProcess, account_process

ALONE = ("SELECT 1", "SHOW ROLES", "CREATE OR REPLACE ROLE ALONE")
FEWEST = 10  # statements of any of these that one session has answered in a second


async def _roles(process: AccountProcess) -> set[str]:
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as http:
        client = Client(http, process.url)
        await client.sign_in(*process.administrator)
        return {row["name"] for row in await client.run("SHOW ROLES LIKE 'W%'")}


def test_answer_open_load_without_error_or_lost_write(
    tmp_path: Path, counts: Counts, figures: dict[str, Any], progress: Progress
) -> None:
    with account_process(tmp_path / "home") as process:
        load = OpenLoad(process.url, *process.administrator, counts, progress.say)
        outcome = asyncio.run(load.run())
        kept = asyncio.run(_roles(process))
        seconds = own_clock(process.home, load.started_on)
        most = most_memory(process.information["pid"])
    figures["load"] = {
        "statements": len(outcome.seconds),
        "errors": len(outcome.errors),
        "sessions": counts.sessions,
        "load_of_the_machine": round(os.getloadavg()[0], 1),
        "memory_megabytes": most,
        "lost_writes": len(set(outcome.written) - kept),
        "account_milliseconds": {f"p{p}": round(percentile(seconds, p) * 1000, 2) for p in (50, 95, 99, 99.9)},
        "client_milliseconds": {f"p{p}": round(percentile(outcome.seconds, p) * 1000, 2) for p in (50, 95, 99)},
    }
    assert outcome.errors == []
    assert percentile(seconds, 99) * 1000 < counts.milliseconds
    assert most < MOST_MEGABYTES
    assert set(outcome.written) <= kept


async def _rates(process: AccountProcess, count: int) -> dict[str, float]:
    """Statements a second, each sent once the one before is answered."""
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as http:
        client = Client(http, process.url)
        await client.sign_in(*process.administrator)
        found = dict[str, float]()
        for statement in ALONE:
            begun = time.monotonic()
            for _ in range(count):
                await client.run(statement)
            found[statement] = round(count / (time.monotonic() - begun), 1)
    return found


def test_answer_one_session_statement_by_statement(tmp_path: Path, counts: Counts, figures: dict[str, Any]) -> None:
    with account_process(tmp_path / "home") as process:
        found = asyncio.run(_rates(process, counts.one_after_another))
    figures["statements_a_second_of_one_session"] = found
    assert min(found.values()) > FEWEST
