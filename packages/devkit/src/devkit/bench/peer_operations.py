"""The operations of the peer that are measured: those of the stack, with the same objects and the same delay."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from devkit.bench import peer_inputs, sameness
from devkit.bench.measurement import PEER, WITHOUT_REFRESH, Measurement, Subject
from devkit.bench.operations import Life, Resources
from devkit.bench.peer import Peer
from devkit.bench.rows import Row
from devkit.bench.statements import Log
from devkit.bench.workspace import Workspace, opened

# verb and options of what is done twice: with a look at every object, as it does by itself, and without
AGAIN = {"second up": ("apply",), "preview": ("plan",)}
NO_REFRESH = "-refresh=false"
Operation = tuple[str, tuple[str, ...]]


def measure_peer(peer: Peer, row: Row, delay: int, run: int, life: Life) -> Iterator[Measurement]:
    """From nothing to nothing, on an account of its own, with what the stack has made in its `life`.

    Raises ToolchainError where it makes something else.
    """
    subject = Subject(row.name, delay, PEER, run)
    with opened(row.source, delay) as workspace, tempfile.TemporaryDirectory(prefix="milvus-spcs-peer-") as name:
        files = peer_inputs.write_specifications(life.made, Path(name) / "specifications")
        role = workspace.variables["SNOWFLAKE_ROLE"]
        root = peer.prepared(row.peer, Path(name), _variables(row, role, life.made, files))
        for operation, command in _operations(row):
            yield _measured(subject, workspace, peer, root, operation, command)
            if operation == "up":
                sameness.check(life.objects, sameness.made(Log(workspace.catalog).since(0)), peer.name)
        if row.changes:
            for service, text in peer_inputs.specifications(life.changed).items():
                Path(files[service]).write_text(text, encoding="utf-8")
            for operation, command in _operations_on_a_change():
                yield _measured(subject, workspace, peer, root, operation, command)
        yield _measured(subject, workspace, peer, root, "destroy", ("destroy",))


def _measured(
    subject: Subject, workspace: Workspace, peer: Peer, root: Path, operation: str, command: tuple[str, ...]
) -> Measurement:
    return subject.measure(workspace, operation, lambda: peer.run(root, workspace.variables, *command))


def _operations(row: Row) -> Iterator[Operation]:
    yield "up", ("apply",)
    for operation, command in AGAIN.items():
        yield operation, command
        yield f"{operation}{WITHOUT_REFRESH}", (*command, NO_REFRESH)
    if row.changes:
        yield "refresh", ("apply", "-refresh-only")


def _operations_on_a_change() -> Iterator[Operation]:
    yield "preview of a line", ("plan",)
    yield f"preview of a line{WITHOUT_REFRESH}", ("plan", NO_REFRESH)
    yield "update", ("apply",)


def _variables(row: Row, role: str, made: Resources, files: Mapping[str, str]) -> dict[str, Any]:
    common = {"deploying_role": role, "user_password": secrets.token_urlsafe()}
    if row.peer == "services":
        return {**common, **peer_inputs.many_services(made, files)}
    users = ("root", "notebook", *(("objectstore",) if row.is_cluster else ()))
    passwords = {user: secrets.token_urlsafe() for user in users}
    return {**common, "secret_passwords": passwords, "services": peer_inputs.guide_services(made, files)}
