"""Files of any size pass through the account piece by piece: what it holds in memory is counted, not timed."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from urllib.parse import unquote

import httpx
import pytest
from snowflake.connector import SnowflakeConnection
from starlette.types import Message

from devkit.testing.waiting import PATIENCE, until
from spcs_local.model.stage_files import MOST_BYTES, PIECE
from spcs_local_tests.memory import LARGE, bounded
from spcs_local_tests.running import RunningAccount, error_of, rows, run


@pytest.fixture(autouse=True)
def stage(admin: SnowflakeConnection) -> SnowflakeConnection:
    """Two stages."""
    run(admin, "CREATE DATABASE D", "CREATE STAGE S", "CREATE STAGE T")
    return admin


def lay(account: RunningAccount, size: int, name: str = "big") -> None:
    """A file of zeros, as a container may leave one; it takes no room on the disk."""
    folder = account.account.model.stages.directory(account.account.model.objects.list("STAGE")[0])
    with (folder / name).open("wb") as file:
        file.truncate(size)


class Client:
    """An ASGI server in the place of the real one: sends a body in pieces, and counts those that come back."""

    def __init__(self, account: RunningAccount) -> None:
        self._account = account
        self.status = 0
        self.lengths: list[int] = []

    def request(self, method: str, path: str, body: int = 0) -> None:
        """One request to the account, of so many zeros."""
        pieces = [PIECE] * (body // PIECE)
        asyncio.run(self._request(method, unquote(path), pieces))

    async def _request(self, method: str, path: str, pieces: list[int]) -> None:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(b"host", b"127.0.0.1")],
            "server": ("127.0.0.1", self._account.port),
            "client": ("127.0.0.1", 1),
            "scheme": "http",
        }

        async def receive() -> Message:
            if method == "GET":
                await asyncio.Event().wait()  # a client that stays
            length = pieces.pop() if pieces else 0
            return {"type": "http.request", "body": bytes(length), "more_body": bool(pieces)}

        async def send(message: Message) -> None:
            self.status = message.get("status", self.status)
            self.lengths.append(len(message.get("body", b"")))

        await self._account.composition.app(scope, receive, send)


def address(account: RunningAccount, path: str, *, write: bool) -> str:
    """Where a driver would send or fetch the bytes."""
    found = account.account.model.objects.list("STAGE")[0]
    return f"/transfer/{account.account.model.transfers.issue(found.id, path, write=write)}/x"


def test_get_sends_a_large_file_in_pieces(account: RunningAccount) -> None:
    lay(account, LARGE)
    client = Client(account)
    with bounded():
        client.request("GET", address(account, "big", write=False))
    assert (client.status, sum(client.lengths)) == (200, LARGE)
    assert max(client.lengths) <= PIECE


def test_put_takes_a_large_file_in_pieces(stage: SnowflakeConnection, account: RunningAccount) -> None:
    client = Client(account)
    with bounded():
        client.request("PUT", address(account, "new", write=True), LARGE)
    assert client.status == 200
    assert rows(stage, "LIST @S")[0]["size"] == LARGE


def test_copy_and_list_read_a_large_file_in_pieces(stage: SnowflakeConnection, account: RunningAccount) -> None:
    lay(account, LARGE)
    with bounded():
        assert rows(stage, "COPY FILES INTO @T FROM @S") == [{"file": "big"}]
        (copied,) = rows(stage, "LIST @T")
    assert (copied["size"], copied["md5"]) == (LARGE, "7f614da9329cd3aebf59b91aadc30bf0")


def test_specification_of_a_large_file_is_refused_unread(stage: SnowflakeConnection, account: RunningAccount) -> None:
    lay(account, LARGE, "spec.yaml")
    run(stage, "CREATE COMPUTE POOL P MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S")
    with bounded():
        error = error_of(stage, "CREATE SERVICE V IN COMPUTE POOL P FROM @S SPECIFICATION_FILE = 'spec.yaml'")
    assert error[:2] == (990001, "0A000")
    assert "Reading a file of more than 1 MB is not supported" in error[2]


def test_file_without_end_holds_nothing_up(stage: SnowflakeConnection, account: RunningAccount) -> None:
    lay(account, MOST_BYTES * 1024)
    (listed,) = rows(stage, "LIST @S")
    assert (listed["size"], listed["md5"]) == (MOST_BYTES * 1024, None)
    error = error_of(stage, "COPY FILES INTO @T FROM @S")
    assert error[:2] == (990001, "0A000")
    assert rows(stage, "LIST @T") == []
    assert rows(stage, "REMOVE @S/big") == [{"name": "s/big", "result": "removed"}]


def test_get_ends_with_its_client(account: RunningAccount) -> None:
    lay(account, MOST_BYTES * 1024)
    with httpx.stream(
        "GET", account.url + address(account, "big", write=False), timeout=PATIENCE, trust_env=False
    ) as answer:
        content = answer.iter_raw(PIECE)
        assert next(content) == bytes(PIECE)
        assert opened() == 1
    until(lambda: opened() == 0, "that the file is closed")


def opened() -> int:
    """How many files named `big` this process holds open."""
    found = 0
    for name in os.listdir("/proc/self/fd"):
        with suppress(FileNotFoundError):  # closed meanwhile
            found += os.readlink(f"/proc/self/fd/{name}").endswith("/big")
    return found


def test_get_of_a_file_that_is_cut_off_meanwhile_fails(account: RunningAccount) -> None:
    lay(account, LARGE)
    with httpx.stream(
        "GET", account.url + address(account, "big", write=False), timeout=PATIENCE, trust_env=False
    ) as answer:
        content = answer.iter_raw(PIECE)
        next(content)
        lay(account, 0)
        with pytest.raises(httpx.RemoteProtocolError):
            list(content)
