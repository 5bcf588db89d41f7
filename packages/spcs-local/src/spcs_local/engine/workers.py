"""The processes that run queries: started when there is a query, gone when there has been none for a while.

An account that is asked no such query imports neither sqlglot nor DuckDB. A query that takes too long or too much
takes its process with it, and nothing else.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from spcs_local.engine.bounds import IDLE_SECONDS, MOST_BYTES
from spcs_local.errors import NotSupportedError
from spcs_local.model.running import Steps

MOST_SECONDS = 10.0
START_SECONDS = 30.0  # beside them: a process imports sqlglot and DuckDB, on a busy machine for a while
MOST_WORKERS = 3
_AT_ONCE = 20  # milliseconds: what most queries take: they are waited for in the statement's thread
_LOOK_AGAIN = 0.05
Wait = Callable[[float], Steps[None]]
_COMMAND = (sys.executable, "-I", "-m", "spcs_local.engine")


class Worker:
    """One process. It ends with its input, thus with the account."""

    def __init__(self, start_seconds: float) -> None:
        self._process = subprocess.Popen(
            _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
        )
        self._used = time.monotonic()
        self._starts = start_seconds

    @property
    def fresh(self) -> bool:
        """Whether it still waits for a query, with time to spare."""
        return self._process.poll() is None and time.monotonic() - self._used < IDLE_SECONDS / 2

    def ask(self, request: bytes, seconds: float, wait: Wait) -> Steps[dict[str, Any] | None]:
        """Its answer; None where it died of the query."""
        assert self._process.stdin is not None
        deadline = time.monotonic() + seconds + self._starts
        try:
            self._process.stdin.write(request + b"\n")
            self._process.stdin.flush()
            line = yield from self._line(deadline, seconds, wait)
        except BrokenPipeError:
            return None
        self._used, self._starts = time.monotonic(), 0.0
        return json.loads(line) if line.endswith(b"\n") else None

    def end(self) -> None:
        """Without waiting for a query."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()

    def _line(self, deadline: float, seconds: float, wait: Wait) -> Steps[bytes]:
        assert self._process.stdout is not None
        descriptor, read = self._process.stdout.fileno(), bytearray()
        ready = select.poll()  # takes a descriptor of any number
        ready.register(descriptor, select.POLLIN)
        while not read.endswith(b"\n"):
            if ready.poll(_AT_ONCE):
                piece = os.read(descriptor, 1 << 16)
                if not piece or len(read) > 2 * MOST_BYTES:
                    break
                read += piece
            elif time.monotonic() > deadline:
                raise NotSupportedError(f"A query that takes more than {seconds:g} seconds")
            else:
                yield from wait(_LOOK_AGAIN)
        return bytes(read)


class Engine:
    """Lends each user one process at a time, so that nobody's queries keep all others waiting."""

    def __init__(
        self,
        most_workers: int = MOST_WORKERS,
        most_seconds: float = MOST_SECONDS,
        start_seconds: float = START_SECONDS,
    ) -> None:
        self._most, self._seconds, self._start_seconds = most_workers, most_seconds, start_seconds
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._holders: set[int] = set()

    def ask(self, holder: int, request: Mapping[str, Any], wait: Wait) -> Steps[dict[str, Any]]:
        """What the engine answers. `wait` lets time pass, and raises when nobody waits for it any more."""
        asked = json.dumps(request).encode()
        if len(asked) > MOST_BYTES:
            raise NotSupportedError(f"A query over more than {MOST_BYTES // 2**20} MB")
        while not self._admits(holder):
            yield from wait(_LOOK_AGAIN)
        worker = self._taken(holder)
        kept = False
        try:
            answer = yield from worker.ask(asked, self._seconds, wait)
            kept = answer is not None and not answer.pop("spent", False)
        finally:
            self._given_back(holder, worker if kept else None)
            if not kept:
                worker.end()
        if answer is None:
            raise NotSupportedError("A query that needs this much memory or time")
        return answer

    def close(self) -> None:
        """End the processes that have nothing to do; the others end with their queries."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()

    def _admits(self, holder: int) -> bool:
        with self._lock:
            if holder in self._holders or len(self._holders) >= self._most:
                return False
            self._holders.add(holder)
            return True

    def _taken(self, holder: int) -> Worker:
        with self._lock:
            idle, self._idle = self._idle, []
            stale = [worker for worker in idle if not worker.fresh]
            self._idle = [worker for worker in idle if worker.fresh]
            found = self._idle.pop() if self._idle else None
        for worker in stale:
            worker.end()
        try:
            return found or Worker(self._start_seconds)
        except OSError:
            self._given_back(holder, None)
            raise

    def _given_back(self, holder: int, worker: Worker | None) -> None:
        with self._lock:
            self._holders.discard(holder)
            if worker is not None:
                self._idle.append(worker)
