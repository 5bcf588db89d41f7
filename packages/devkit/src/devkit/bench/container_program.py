"""A program in a running container, and what it says while it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from docker.models.containers import Container
from docker.utils.socket import STDERR, frames_iter

TRIES = 5


def said(container: Container, command: Sequence[str], variables: Mapping[str, str]) -> Iterator[str]:
    """The lines of a program in a container, as it says them. Raises RuntimeError where it fails."""
    assert container.client is not None
    api = container.client.api
    started = api.exec_create(container.id, list(command), environment=dict(variables))["Id"]
    rest, errors = "", ""
    connection: Any = api.exec_start(started, socket=True)
    try:
        for stream, data in frames_iter(connection, False):  # type: ignore[no-untyped-call]  # it has no types
            if stream == STDERR:
                errors += str(data, "utf-8")
                continue
            *lines, rest = (rest + str(data, "utf-8")).split("\n")
            yield from lines
    finally:
        connection._response.close()  # which holds the connection
    if code := api.exec_inspect(started)["ExitCode"]:
        raise RuntimeError(f"{container.name}: the program ended with {code}: {errors[-2000:]}")


def token_of_root(running: Iterable[Container]) -> str:
    """Of Milvus' root, as its clients want it, from the files that the account mounts beside Milvus; empty where it
    asks nobody. Raises RuntimeError for a file of which nothing is read."""
    keepers = [it for it in running if str(it.name).endswith("-keeper")]
    files = [f"/run/secrets/milvus/root/{it}" for it in ("username", "password")]
    return ":".join(filter(None, (_read(keeper, file) for keeper in keepers[:1] for file in files)))


def _read(container: Container, file: str) -> str:
    """A file's text; empty where there is none. Of a program that is soon done Docker now and then gives nothing: on a
    busy machine three of 1,116 (20.10)."""
    for _ in range(TRIES):
        code, text = container.exec_run(["cat", file])
        assert isinstance(text, bytes)
        if code or text:
            return "" if code else text.decode()
    raise RuntimeError(f"{container.name}: nothing is read of {file}")
