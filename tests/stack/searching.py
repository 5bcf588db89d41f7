"""Clients that search and insert while something happens to Milvus, and what it did to them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from devkit.bench.container_program import said
from devkit.context import Context
from devkit.testing.waiting import until
from tests.stack.inside import container

CLIENTS = 4
PROGRAM = (Path(__file__).parent / "searcher.py").read_text(encoding="utf-8")  # for the notebook's container
STOP = "/tmp/searching-stops"


@dataclass(frozen=True)
class Operation:
    """What a client did: seconds of the machine's clock, and what was wrong or failed."""

    client: str
    kind: str
    begin: float
    end: float
    fault: str
    failed: str


class Searching:
    """What the clients have done so far."""

    def __init__(self) -> None:
        self._operations: list[Operation] = []
        self._broken: list[str] = []

    def run(self, context: Context, name: str, *arguments: str, variables: dict[str, str]) -> None:
        """One client, to its end."""
        command = ["python", "-W", "ignore", "-c", PROGRAM, *arguments]
        with container(context, "jupyter") as notebook:
            try:
                for line in said(notebook, command, variables):
                    self._operations.append(Operation(name, **json.loads(line)))
            except RuntimeError as error:
                self._broken.append(str(error))

    def of(self, *kinds: str) -> Sequence[Operation]:
        """Those of some kinds, in the order of their ends."""
        assert self._broken == []
        return sorted((it for it in list(self._operations) if it.kind in kinds), key=lambda it: it.end)

    def faults(self, kind: str) -> list[str]:
        """Of `search`, wrong answers; of `read`, rows that are lost or were never inserted."""
        return [f"{it.client} {it.kind}: {it.fault}" for it in self.of(kind) if it.fault]

    @property
    def failures(self) -> list[str]:
        """Searches without an answer, and why."""
        return [f"{it.client}: {it.failed}" for it in self.of("search") if it.failed]

    def answered(self, kind: str, since: float) -> bool:
        """Whether each client was, having asked since then."""
        return len({it.client for it in self.of(kind) if it.begin >= since and not it.failed}) == CLIENTS

    def until_answered(self, since: float) -> None:
        """Each client has searched and inserted again."""
        until(lambda: all(self.answered(kind, since) for kind in ("search", "insert")), "answers to all clients")

    def until_right(self) -> None:
        """No client's latest answer is wrong."""
        until(lambda: not any({it.client: it.fault for it in self.of("search")}.values()), "right answers")

    def wrong(self, first: float, last: float) -> float:
        """Seconds from the first until the last wrong answer in between; 0 where all are right."""
        ends = [it.end for it in self.of("search") if it.fault and first < it.end <= last]
        return max(ends, default=first) - first

    def until_asked(self, since: float) -> None:
        """Each client has gone on until then, whatever came of it."""
        until(lambda: len({it.client for it in self.of("search") if it.end >= since}) == CLIENTS, "questions")

    def longest_wait(self, kind: str, first: float, last: float) -> float:
        """The longest that any client was without an answer in between."""
        found = 0.0
        for name in {it.client for it in self.of(kind)}:
            ends = [it.end for it in self.of(kind) if it.client == name and not it.failed and first < it.end < last]
            times = [first, *ends, last]
            found = max(found, *(later - sooner for sooner, later in pairwise(times)))
        return found

    def each_second(self, kind: str, first: float, last: float) -> float:
        """Answers a second in between."""
        found = [it for it in self.of(kind) if first <= it.begin and it.end <= last and not it.failed]
        return len(found) / (last - first)


def works(context: Context, token: str) -> str:
    """What keeps all roles together from doing their work for a client; nothing where they do it."""
    try:
        _said(context, token, "whole")
    except RuntimeError as error:
        return str(error)
    return ""


def holders(context: Context, token: str) -> list[int]:
    """The query nodes that have stored segments of what is searched."""
    [line] = _said(context, token, "holders")
    return list(map(int, json.loads(line)))


def _said(context: Context, token: str, command: str) -> list[str]:
    variables = {"MILVUS_TOKEN": token, "SECONDS": "8", "STOP": STOP}
    with container(context, "jupyter") as notebook:
        return list(said(notebook, ["python", "-W", "ignore", "-c", PROGRAM, command], variables))


@contextmanager
def searching(context: Context, token: str, *, pause: float, seconds: float = 5) -> Iterator[Searching]:
    """Clients at work, each of whom has been answered once; at the end each has read all that it inserted.

    `pause` is between two searches of a client, `seconds` is how long it waits for an answer.
    """
    found, variables = Searching(), {"MILVUS_TOKEN": token, "SECONDS": str(seconds), "STOP": STOP}
    found.run(context, "prepare", "prepare", variables=variables)
    commands = [("client", str(number), str(pause)) for number in range(CLIENTS)]
    threads = [
        threading.Thread(
            target=found.run, args=(context, " ".join(command), *command), kwargs={"variables": variables}, daemon=True
        )
        for command in (*commands, ("flush",))
    ]
    for thread in threads:
        thread.start()
    try:
        found.until_answered(time.time())
        yield found
    finally:
        with container(context, "jupyter") as notebook:
            notebook.exec_run(["touch", STOP])
        for thread in threads:
            thread.join()
    assert len({it.client for it in found.of("read") if not it.failed}) == CLIENTS
