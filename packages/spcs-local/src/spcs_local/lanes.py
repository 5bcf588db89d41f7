"""Threads for what blocks. Each kind of work has so many at most, so that none keeps another from its turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool

P = ParamSpec("P")
T = TypeVar("T")

# of the threads that there are (server.THREADS): what is left serves cancels, heartbeats, files, ingress and page
STATEMENTS = 32  # of each interface that takes some
SIGN_INS = 16  # at each door: of passwords the hashes are slow on purpose
REGISTRY = 16  # of the image registry's requests, whose grants are looked at
ISSUED_TOKENS = 16  # of others, whose keys may have to be fetched from them


class Lane:
    """Runs so many at a time; the others wait without a thread, and in the order in which they came."""

    def __init__(self, most: int) -> None:
        self._room = asyncio.Semaphore(most)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the work comes to, in a thread."""
        async with self._room:
            return await run_in_threadpool(work, *args, **kwargs)
