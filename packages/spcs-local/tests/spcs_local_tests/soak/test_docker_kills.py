"""kill -9 while services are made, changed and dropped: their containers are found again, none lost, none doubled."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Any

import pytest

from spcs_local_tests.soak.client import Client
from spcs_local_tests.soak.containers import CONTAINERS, PATH, Churn, Engine
from spcs_local_tests.soak.counts import Counts
from spcs_local_tests.soak.killing import kill_soon, lost, owner
from spcs_local_tests.soak.plugin import Progress
from spcs_local_tests.soak.process import AccountProcess

pytestmark = pytest.mark.timeout(900)

_EARLIEST, _LATEST = 0.1, 5.0  # seconds of a round: a service starts, rolls, is suspended, starts again, is dropped
_LOOKS = 600
_STEADY = "STEADY"


async def _settled(client: Client, engine: Engine) -> None:
    """Wait until Docker runs what the catalog says, and nothing else."""
    for _ in range(_LOOKS):
        shown = await client.run("SHOW SERVICES IN SCHEMA DEMO.APP")
        running = [row for row in shown if row["status"] == "RUNNING"]
        expected = Counter({(f"{PATH}{row['name']}", row["spec_digest"]): CONTAINERS for row in running})
        services, parts = engine.services(), engine.parts()
        # of each service its block volume; while it runs, the one that stands for the stage's directory
        volumes, wanted = engine.volumes(), len(shown) + len(running)
        final = all(row["status"] in ("RUNNING", "SUSPENDED") for row in shown)
        own = Counter(relay=1, gate=1, network=len(running))
        if final and services == expected and parts == own and len(volumes) == wanted:
            return
        await asyncio.sleep(0.2)
    pytest.fail(f"after {_LOOKS} looks: {shown}; containers {services}, {parts}; of {wanted} volumes {volumes}")


async def _one_kill(process: AccountProcess, engine: Engine, churn: Churn, prefix: str, seconds: float) -> None:
    before = engine.started(_STEADY)
    assert len(before) == CONTAINERS
    churn.begun.clear()
    await asyncio.gather(kill_soon(process, churn.begun, seconds), churn.write(prefix))
    await asyncio.to_thread(process.start)
    await _settled(churn.client, engine)
    assert await lost(churn) == []
    assert engine.started(_STEADY) == before
    await churn.drop_all(but=_STEADY)


async def _kills(process: AccountProcess, engine: Engine, counts: Counts, progress: Progress) -> Churn:
    moments = random.Random(5)  # noqa: S311 - the same moments in each run
    async with owner(process) as client:
        churn = Churn(client)
        await churn.create(_STEADY)
        await _settled(churn.client, engine)
        for number in range(counts.docker_kills):
            await _one_kill(process, engine, churn, f"K{number}N", moments.uniform(_EARLIEST, _LATEST))
            progress.say(f"kills: {number + 1} of {counts.docker_kills}, {churn.statements} statements")
    return churn


@pytest.mark.usefixtures("pushed")
def test_find_every_container_again_when_killed(
    process: AccountProcess, engine: Engine, counts: Counts, figures: dict[str, Any], progress: Progress
) -> None:
    churn = asyncio.run(_kills(process, engine, counts, progress))
    figures["docker_kills"] = {"kills": counts.docker_kills, "acknowledged_statements": churn.statements, "lost": 0}
    assert churn.statements > counts.docker_kills
