"""kill -9 while jobs run, volumes are copied, and services are dropped that have just been made: nothing is left."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from spcs_local_tests.soak.client import Client
from spcs_local_tests.soak.containers import IMAGE, MOUNTS, PATH, VOLUMES, Churn, Engine
from spcs_local_tests.soak.counts import Counts
from spcs_local_tests.soak.killing import kill_soon, lost, owner
from spcs_local_tests.soak.plugin import Progress
from spcs_local_tests.soak.process import AccountProcess

pytestmark = pytest.mark.timeout(900)

_EARLIEST, _LATEST = 0.1, 4.0  # seconds of a round
_LOOKS = 600
_SPEC = """
spec:
  containers:
    - name: main
      image: /{image}
      command: [python3, -c, "{program}"]
      volumeMounts: {mounts}{volumes}"""
_JOB, _SERVICE = (
    _SPEC.format(image=IMAGE, program=program, mounts=MOUNTS, volumes=VOLUMES)
    for program in ("import time; time.sleep(0.3)", "import signal; signal.pause()")
)


class JobChurn(Churn):
    """Jobs, some dropped while they run; services dropped as soon as their volume has been copied."""

    async def _round(self, name: str) -> None:
        start = f"EXECUTE JOB SERVICE IN COMPUTE POOL POOL NAME = {PATH}{name} ASYNC = TRUE FROM SPECIFICATION"
        await self._change(name, f"{start} $${_JOB}$$", "DONE")
        if name.endswith(("0", "2", "4", "6", "8")):
            await self._change(name, f"DROP SERVICE {PATH}{name} FORCE", None)
        service, snapshot = f"{name}S", f"{PATH}{name}COPY"
        self.unsure.add(service)
        await self.client.run(f"CREATE SERVICE {PATH}{service} IN COMPUTE POOL POOL FROM SPECIFICATION $${_SERVICE}$$")
        await self.client.run(f"CREATE SNAPSHOT {snapshot} FROM SERVICE {PATH}{service} VOLUME 'data' INSTANCE 0")
        await self.client.run(f"DROP SNAPSHOT {snapshot}")
        await self._change(service, f"DROP SERVICE {PATH}{service} FORCE", None)

    async def drop_snapshots(self) -> None:
        """All that a kill left."""
        for row in await self.client.run("SHOW SNAPSHOTS IN SCHEMA DEMO.APP"):
            await self.client.run(f"DROP SNAPSHOT {PATH}{row['name']}")


async def _ended(client: Client) -> None:
    """Wait until the jobs have ended, and the other services run."""
    for _ in range(_LOOKS):
        shown = await client.run("SHOW SERVICES IN SCHEMA DEMO.APP")
        if all(row["status"] == ("DONE" if row["is_job"] == "true" else "RUNNING") for row in shown):
            return
        await asyncio.sleep(0.2)
    pytest.fail(f"after {_LOOKS} looks: {shown}")


async def _empty(engine: Engine) -> None:
    """Wait until Docker has nothing of any service."""
    for _ in range(_LOOKS):
        services, volumes = engine.services(), engine.volumes()
        if not services and not volumes:
            return
        await asyncio.sleep(0.2)
    pytest.fail(f"after {_LOOKS} looks: containers {services}, volumes {volumes}")


async def _one_kill(process: AccountProcess, engine: Engine, churn: JobChurn, prefix: str, seconds: float) -> None:
    churn.begun.clear()
    await asyncio.gather(kill_soon(process, churn.begun, seconds), churn.write(prefix))
    await asyncio.to_thread(process.start)
    await _ended(churn.client)
    assert await lost(churn) == []
    await churn.drop_all()
    await churn.drop_snapshots()
    await _empty(engine)


async def _kills(process: AccountProcess, engine: Engine, counts: Counts, progress: Progress) -> Churn:
    moments = random.Random(7)  # noqa: S311 - the same moments in each run
    async with owner(process) as client:
        churn = JobChurn(client)
        for number in range(counts.docker_kills):
            await _one_kill(process, engine, churn, f"K{number}N", moments.uniform(_EARLIEST, _LATEST))
            progress.say(f"kills: {number + 1} of {counts.docker_kills}, {churn.statements} statements")
    return churn


@pytest.mark.usefixtures("pushed")
def test_leave_nothing_when_killed(
    process: AccountProcess, engine: Engine, counts: Counts, figures: dict[str, Any], progress: Progress
) -> None:
    churn = asyncio.run(_kills(process, engine, counts, progress))
    figures["job_kills"] = {"kills": counts.docker_kills, "acknowledged_statements": churn.statements, "lost": 0}
    assert churn.statements >= counts.docker_kills
