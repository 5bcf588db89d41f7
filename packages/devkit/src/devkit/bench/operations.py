"""What is measured: one entry for each operation, with what the account's log says about it."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from devkit.bench import script
from devkit.bench.critical_path import longest_chain
from devkit.bench.statements import Log, sessions
from devkit.bench.workspace import Workspace, opened

WITHOUT_QUESTION = ("--yes", "--skip-preview")
CHANGED, CHANGE = "memory: ${memory_limit}", "memory: 7Gi"  # a limit in specs/milvus.yaml


@dataclass(frozen=True)
class Measurement:
    """`objects` counts the stack's snowflake resources, and its rolls, after the operation (before, of a destroy).

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


def measure_guide(delay: int) -> Iterator[Measurement]:
    """The script on one account, the stack on another."""
    with opened("guide", delay) as workspace:
        yield _measure(workspace, "guide", delay, "script", lambda: script.run(workspace))
    with opened("guide", delay) as workspace:
        for name, work in _operations(workspace):
            yield _measure(workspace, "guide", delay, name, work)


def measure_services(count: int, delay: int = 0) -> Iterator[Measurement]:
    """A stack with so many services: made, looked at again, removed."""
    variable = {"MILVUS_SPCS_BENCH_SERVICES": str(count)}
    with opened("services", delay) as workspace:
        for name, command in (("up", "up"), ("second up", "up"), ("destroy", "destroy")):
            work = _engine(workspace, command, *WITHOUT_QUESTION, **variable)
            yield _measure(workspace, f"{count} services", delay, name, work)


def _operations(workspace: Workspace) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "up", _engine(workspace, "up", *WITHOUT_QUESTION)
    yield "second up", _engine(workspace, "up", *WITHOUT_QUESTION)
    yield "preview", _engine(workspace, "preview")
    yield "refresh", _engine(workspace, "refresh", *WITHOUT_QUESTION)
    _change(workspace.directory / "specs" / "milvus.yaml")
    yield "update", _engine(workspace, "up", *WITHOUT_QUESTION)
    yield "destroy", _engine(workspace, "destroy", *WITHOUT_QUESTION)


def _engine(workspace: Workspace, *arguments: str, **variables: str) -> Callable[[], object]:
    return lambda: workspace.pulumi(*arguments, **variables)


def _change(specification: Path) -> None:
    text = specification.read_text(encoding="utf-8")
    if CHANGED not in text:
        raise ValueError(f"{specification} has no {CHANGED!r} to change")
    specification.write_text(text.replace(CHANGED, CHANGE), encoding="utf-8")


def _measure(workspace: Workspace, program: str, delay: int, operation: str, work: Callable[[], object]) -> Measurement:
    log = Log(workspace.catalog)
    before, position = _objects(workspace), log.position()
    started, cpu = time.monotonic(), _cpu()
    work()
    seconds, cpu = time.monotonic() - started, _cpu() - cpu
    found = log.since(position)
    path = longest_chain(found) if operation != "script" else None
    return Measurement(
        program=program,
        delay_milliseconds=delay,
        operation=operation,
        seconds=round(seconds, 3),
        cpu=round(cpu, 3),
        statements=len(found),
        writes=sum(statement.writes for statement in found),
        logins=sessions(found),
        objects=before if operation == "destroy" else _objects(workspace),
        path_statements=len(path.statements) if path else len(found),
        path_seconds=round(path.seconds if path else sum(it.seconds for it in found), 3),
    )


def _objects(workspace: Workspace) -> int:
    """What the stack has of snowflake's types, and its rolls."""
    state = json.loads(workspace.pulumi("stack", "export"))
    types = [item["type"] for item in state["deployment"].get("resources", ())]
    return sum(type_.startswith("snowflake:") or type_.endswith(":Rollout") for type_ in types)


def _cpu() -> float:
    """Of this process and of those it has waited for, and they for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
