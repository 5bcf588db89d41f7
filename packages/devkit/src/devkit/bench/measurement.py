"""One operation as it was measured, with what the account's log says about it."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass

from devkit.bench.critical_path import longest_chain
from devkit.bench.statements import Log, sessions
from devkit.bench.workspace import Workspace

PULUMI, PEER = "pulumi", "peer"
WITHOUT_REFRESH = ", without refresh"  # of the peer, which looks at everything else


@dataclass(frozen=True)
class Measurement:
    """`objects` counts the stack's snowflake resources, and its rolls, after the operation (before, of a destroy); the
    peer's are not counted, nor is its critical path looked for.

    `cpu` is the processor time of engine, program and plugins, which tells a busy machine from slow work.
    """

    program: str
    delay_milliseconds: int
    operation: str
    seconds: float
    cpu: float
    statements: int
    writes: int
    logins: int
    objects: int
    path_statements: int
    path_seconds: float
    tool: str = PULUMI
    run: int = 1


@dataclass(frozen=True)
class Subject:
    """What is measured: a program's operations at one delay, by one tool, for the so manieth time."""

    program: str
    delay_milliseconds: int
    tool: str
    run: int

    def measure(
        self, workspace: Workspace, operation: str, work: Callable[[], object], objects: Callable[[], int] = int
    ) -> Measurement:
        """The work is done, and what it took."""
        log = Log(workspace.catalog)
        before, position = objects(), log.position()
        started, cpu = time.monotonic(), _cpu()
        work()
        seconds, cpu = time.monotonic() - started, _cpu() - cpu
        found = log.since(position)
        path = longest_chain(found) if self.tool == PULUMI and operation != "script" else None
        return Measurement(
            program=self.program,
            delay_milliseconds=self.delay_milliseconds,
            operation=operation,
            seconds=round(seconds, 3),
            cpu=round(cpu, 3),
            statements=len(found),
            writes=sum(statement.writes for statement in found),
            logins=sessions(found),
            objects=before if operation == "destroy" else objects(),
            path_statements=len(path.statements) if path else len(found),
            path_seconds=round(path.seconds if path else sum(it.seconds for it in found), 3),
            tool=self.tool,
            run=self.run,
        )


def _cpu() -> float:
    """Of this process and of those it has waited for, and they for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
