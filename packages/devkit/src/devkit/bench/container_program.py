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
    """A file's text; empty where there is none."""
    code, text = printed(container, ["cat", file])
    if code:
        return ""
    if not text:
        raise RuntimeError(f"{container.name}: nothing is read of {file}")
    return text


def printed(container: Container, command: Sequence[str]) -> tuple[int, str]:
    """The exit code and the output of a program that is soon done and prints something. Of such a one Docker now and
    then gives nothing, on a busy machine of three in 1,116 (20.10): it is run again."""
    code, text = 0, ""
    for _ in range(TRIES):
        done = container.exec_run(list(command))
        assert isinstance(done.output, bytes)
        code, text = done.exit_code or 0, done.output.decode()
        if code or text:
            break
    return code, text
