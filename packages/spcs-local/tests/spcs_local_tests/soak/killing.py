"""kill -9 of an account while it is written to, and what has to be true after it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from devkit.testing.waiting import PATIENCE
from spcs_local_tests.services.world import PREPARATION
from spcs_local_tests.soak.client import Client
from spcs_local_tests.soak.containers import Churn
from spcs_local_tests.soak.process import AccountProcess


async def prepare(client: Client, user: str, password: str, *more: str) -> None:
    """A session, a pool, an image repository, a stage and a role that may use them."""
    await client.sign_in(user, password)
    for statement in (*PREPARATION, *more):
        await client.run(statement)


@asynccontextmanager
async def owner(process: AccountProcess) -> AsyncIterator[Client]:
    """A session of the role that may make services."""
    async with httpx.AsyncClient(timeout=2 * PATIENCE, trust_env=False) as http:
        client = Client(http, process.url)
        await client.sign_in(*process.administrator)
        await client.run("USE ROLE OWNER")
        yield client


async def lost(churn: Churn) -> list[str]:
    """What was acknowledged and is otherwise."""
    shown = {row["name"]: row["status"] for row in await churn.client.run("SHOW SERVICES IN SCHEMA DEMO.APP")}
    names = (shown.keys() | churn.wanted.keys()) - churn.unsure
    return [f"{n}: {churn.wanted.get(n)}, is {shown.get(n)}" for n in names if churn.wanted.get(n) != shown.get(n)]


async def kill_soon(process: AccountProcess, begun: asyncio.Event, seconds: float) -> None:
    """In the middle: something has been acknowledged."""
    await asyncio.wait_for(begun.wait(), PATIENCE)
    await asyncio.sleep(seconds)
    await asyncio.to_thread(process.kill)
