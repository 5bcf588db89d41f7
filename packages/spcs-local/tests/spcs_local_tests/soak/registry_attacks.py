"""What one user who may push, or nobody known, can do to clients of the image registry: begin, and not go on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

import httpx

from devkit.testing.waiting import PATIENCE
from spcs_local_tests.registry.pusher import Pusher, digest_of

REPOSITORY = "demo/app/repo"
_LAYER = bytes(8 * 2**20)  # more than connections hold on their way
_SENT = bytes(100_000)


@dataclass
class RegistryAttacker:
    """Opens connections and lets them be; what is refused is no matter."""

    host: str
    credentials: tuple[str, str]
    count: int
    bystander: tuple[str, str]
    _open: list[asyncio.StreamWriter] = field(default_factory=list)

    async def half_heads(self) -> None:
        """Requests that do not become whole."""
        await self._begin("GET /v2/ HTTP/1.1\r\nHost: x\r\nX-Slow: ", 10 * self.count)

    async def half_bodies_of_nobody(self) -> None:
        """Blobs of nobody known."""
        await self._begin(self._head("POST", self._uploads, "", f"Content-Length: {2 * len(_SENT)}"), 4 * self.count)

    async def half_blobs(self) -> None:
        """Blobs of who may push them."""
        token, places = await asyncio.to_thread(self._places)
        for place in places:
            await self._begin(self._head("PATCH", place, token, f"Content-Length: {2 * len(_SENT)}"), 1)

    async def unread_blobs(self) -> None:
        """A large blob, asked for without end, that nobody reads."""
        token, place = await asyncio.to_thread(self._large)
        await self._begin(self._head("GET", place, token, "X-A: b"), 2 * self.count, body=b"")

    async def serves_others(self) -> None:
        """Somebody else pushes and pulls."""
        await asyncio.to_thread(self._push_and_pull)

    async def close(self) -> None:
        """All connections."""
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    @property
    def _uploads(self) -> str:
        return f"/v2/{REPOSITORY}/half/blobs/uploads/"

    async def _begin(self, head: str, count: int, body: bytes = _SENT) -> None:
        address, _, port = self.host.partition(":")
        for _ in range(count):
            with suppress(ConnectionError):
                _, writer = await asyncio.open_connection(address, int(port), limit=1024)
                self._open.append(writer)
                writer.write(head.encode() + body * head.endswith("\r\n\r\n"))
                await writer.drain()

    def _head(self, method: str, place: str, token: str, more: str) -> str:
        path = place.removeprefix(f"http://{self.host}")
        return f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\nAuthorization: Bearer {token}\r\n{more}\r\n\r\n"

    def _places(self) -> tuple[str, list[str]]:
        """A token, and where uploads go that have been begun."""
        with self._http() as http:
            token = self._token(http)
            headers = {"Authorization": f"Bearer {token}"}
            answers = [http.post(self._uploads, headers=headers) for _ in range(2 * self.count)]
        return token, [answer.headers["Location"] for answer in answers if answer.is_success]

    def _large(self) -> tuple[str, str]:
        """A token, and where a large blob is."""
        with self._http() as http:
            pusher = Pusher(http, REPOSITORY)
            pusher.push("half", "large", who=self.bystander, content=_LAYER).raise_for_status()
            return self._token(http), f"/v2/{REPOSITORY}/half/blobs/{digest_of(_LAYER)}"

    def _token(self, http: httpx.Client) -> str:
        scope = f"repository:{REPOSITORY}/half:pull,push"
        return Pusher(http, REPOSITORY).token(self._uploads, scope, self.credentials)

    def _push_and_pull(self) -> None:
        with self._http() as http:
            pusher = Pusher(http, REPOSITORY)
            pusher.push("other", "1", who=self.bystander).raise_for_status()
            pusher.pull("other", "1", who=self.bystander).raise_for_status()

    def _http(self) -> httpx.Client:
        return httpx.Client(base_url=f"http://{self.host}", timeout=PATIENCE, trust_env=False)


RegistryAttack = Callable[[RegistryAttacker], Awaitable[None]]
REGISTRY_ATTACKS: tuple[RegistryAttack, ...] = (
    RegistryAttacker.half_heads,
    RegistryAttacker.half_bodies_of_nobody,
    RegistryAttacker.half_blobs,
    RegistryAttacker.close,
    RegistryAttacker.unread_blobs,
)
