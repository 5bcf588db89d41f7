"""Files on stages that are larger than the account may hold in memory."""

from __future__ import annotations

import asyncio
from urllib.parse import unquote

from starlette.types import Message

from spcs_local.model.stage_files import PIECE
from spcs_local_tests.running import RunningAccount


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
