"""Programs in the containers of the stack's services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import docker
from docker.models.containers import Container

from devkit import local_account
from devkit.context import Context

# in the notebook's container: clients of a Milvus of the stack, as the notebook's user
CONNECT = """
from pathlib import Path
from pymilvus import MilvusClient
def connect(host="milvus"):
    user, password = (Path("/run/secrets/milvus/notebook", it).read_text() for it in ("username", "password"))
    return MilvusClient(f"http://{host}:19530", user=user, password=password)
"""


@contextmanager
def container(context: Context, name: str) -> Iterator[Container]:
    """The container of that name in a specification, of the service that was made first."""
    with of_the_account(context) as found:
        yield next(one for one in found if str(one.name).endswith(f"-{name}"))


def running(context: Context) -> list[str]:
    """The names of containers of the guide's two services."""
    with of_the_account(context) as found:
        return [str(one.name) for one in found if str(one.name).endswith(("-milvus", "-jupyter"))]


def label(context: Context) -> str:
    """Of all that its account makes in Docker."""
    return f"{local_account.LABEL}={local_account.identifier_of(context.paths.local)}"


@contextmanager
def of_the_account(context: Context) -> Iterator[list[Container]]:
    """All that run for it; one that goes while they are listed is none of them."""
    client = docker.from_env()
    try:
        yield list(client.containers.list(filters={"label": label(context)}, ignore_removed=True))
    finally:
        client.close()


def told(container: Container, program: str, packages: str = "", **variables: str) -> list[str]:
    """What a program prints in the container, with packages before the container's own."""
    command = ["python", "-W", "ignore", "-c", program]
    # apart from what libraries log, which comes in another stream at any time
    done: Any = container.exec_run(command, environment={"PYTHONPATH": packages, **variables}, demux=True)
    code, (printed, logged) = done
    assert code == 0, (logged or b"").decode(errors="replace")
    return (printed or b"").decode().splitlines()
