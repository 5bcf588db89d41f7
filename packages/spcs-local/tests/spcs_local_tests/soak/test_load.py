"""Open load from many sessions: no error, no lost write; how long the account took, by its own clock."""

from __future__ import annotations

import asyncio
import os
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
    assert most < MOST_MEGABYTES
    assert set(outcome.written) <= kept
