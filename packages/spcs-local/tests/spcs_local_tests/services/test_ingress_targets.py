"""What the ingress is told of endpoints."""

from __future__ import annotations

import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
from snowflake.connector import SnowflakeConnection
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.sync.client import ClientConnection, connect

from devkit.testing.waiting import PATIENCE, until
from spcs_local_tests.running import RunningAccount, rows, run
from spcs_local_tests.services.world import SPEC, create, described, pass_seconds, settle
from spcs_local_tests.serving import serve


def test_endpoint_is_found_by_its_host(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    [web, api] = rows(owner, "SHOW ENDPOINTS IN SERVICE SVC")
    assert "provisioning in progress" in web["ingress_url"]
    assert api["ingress_url"] is None
    settle(world)
    run(owner, "GRANT SERVICE ROLE SVC!READERS TO ROLE GUEST")
    url = str(rows(owner, "SHOW ENDPOINTS IN SERVICE SVC")[0]["ingress_url"])
    target = world.composition.targets.endpoint(url.partition(".")[0])
    assert target is not None
    assert (target.service, target.endpoint, target.address, target.port) == ("DEMO.APP.SVC", "web", "127.0.0.1", 8888)
    assert (target.owner_role, target.granted_roles) == ("OWNER", frozenset({"GUEST"}))
    assert url.endswith(f".localhost:{world.account.model.settings.ingress_port}")


def test_endpoint_is_served_while_the_owner_may_bind_it(world: RunningAccount, owner: SnowflakeConnection) -> None:
    admin = world.connect(role="ACCOUNTADMIN")
    create(owner)
    settle(world)
    label = str(rows(owner, "SHOW ENDPOINTS IN SERVICE SVC")[0]["ingress_url"]).partition(".")[0]
    bound = []
    for statement in ("SELECT 1", "REVOKE {} FROM ROLE OWNER", "GRANT {} TO ROLE OWNER"):
        run(admin, statement.format("BIND SERVICE ENDPOINT ON ACCOUNT"))
        target = world.composition.targets.endpoint(label)
        assert target is not None
        bound.append(target.bound)
    assert bound == [True, False, True]


def test_endpoint_keeps_its_host_and_wakes_its_service(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    settle(world)
    url = rows(owner, "SHOW ENDPOINTS IN SERVICE SVC")[0]["ingress_url"]
    run(owner, f"ALTER SERVICE SVC FROM SPECIFICATION $${SPEC.replace('hello', 'bye')}$$", "ALTER SERVICE SVC SUSPEND")
    settle(world)
    targets = world.composition.targets
    target = targets.endpoint(str(url).partition(".")[0])
    assert target is not None
    assert (target.status, target.address) == ("SUSPENDED", None)
    targets.wake(target.service)
    settle(world)
    assert rows(owner, "SHOW ENDPOINTS IN SERVICE SVC")[0]["ingress_url"] == url
    assert targets.endpoint("none-local-dev") is None


@dataclass
class Visited:
    """A service that is suspended after an hour, with what is served in its place, and its visitors."""

    world: RunningAccount
    owner: SnowflakeConnection
    token: str
    over: threading.Event  # what streams ends

    @property
    def status(self) -> str:
        return str(described(self.owner)["status"])

    @property
    def host(self) -> str:
        """The service's own."""
        return str(rows(self.owner, "SHOW ENDPOINTS IN SERVICE SVC")[0]["ingress_url"])

    @property
    def signed_in(self) -> dict[str, str]:
        """The header of somebody who is let in."""
        return {"Authorization": f'Snowflake Token="{self.token}"'}

    @contextmanager
    def answer(self, path: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """What the ingress answers, while it does."""
        url, headers = f"http://127.0.0.1:{self.world.ingress_port}{path}", {"Host": self.host, **headers}
        with httpx.stream("GET", url, headers=headers, timeout=PATIENCE, trust_env=False) as found:
            yield found

    def asked(self) -> tuple[int, str]:
        """Status and text of an answer to somebody who is let in."""
        with self.answer("/", self.signed_in) as found:
            return found.status_code, found.read().decode()

    @contextmanager
    def websocket(self) -> Iterator[ClientConnection]:
        """One that is open."""
        url, headers = f"ws://{self.host}/ws", self.signed_in
        there = socket.create_connection(("127.0.0.1", self.world.ingress_port), timeout=PATIENCE)
        with connect(url, sock=there, open_timeout=PATIENCE, additional_headers=headers, proxy=None) as opened:
            assert opened.recv(PATIENCE) == "here"
            yield opened

    def is_kept(self) -> bool:
        """Whether the ingress still has somebody there."""
        [service] = self.world.account.model.objects.list("SERVICE")
        return bool(self.world.composition.reachability._present[service.id])


def _program(over: threading.Event) -> Starlette:
    async def say(_: Request) -> Response:
        return PlainTextResponse("here")

    async def stream(_: Request) -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"first"
            await run_in_threadpool(over.wait)

        return StreamingResponse(pieces())

    async def listen(opened: WebSocket) -> None:
        await opened.accept()
        await opened.send_text("here")
        await opened.receive()

    return Starlette(routes=[Route("/", say), Route("/stream", stream), WebSocketRoute("/ws", listen)])


@pytest.fixture
def visited(world: RunningAccount, owner: SnowflakeConnection) -> Iterator[Visited]:
    """It runs."""
    over = threading.Event()
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        serve(_program(over), listening, ws="websockets-sansio") as port,
    ):
        create(owner, spec=SPEC.replace("8888", str(port)), options="AUTO_SUSPEND_SECS = 3600")
        settle(world)
        [made] = rows(owner, "ALTER USER ADMIN ADD PROGRAMMATIC ACCESS TOKEN VISIT ROLE_RESTRICTION = 'OWNER'")
        yield Visited(world, owner, made["token_secret"], over)
        over.set()


def test_visit_keeps_a_service_awake_and_wakes_one_that_is_suspended(visited: Visited) -> None:
    for _ in range(2):
        pass_seconds(visited.world, 3000)
        assert (visited.asked(), visited.status) == ((200, "here"), "RUNNING")
    pass_seconds(visited.world, 3600)
    assert visited.status == "SUSPENDED"
    status, text = visited.asked()
    assert (status, "DEMO.APP.SVC was suspended and is resuming" in text) == (503, True)
    settle(visited.world)
    assert (visited.asked(), visited.status) == ((200, "here"), "RUNNING")
    pass_seconds(visited.world, 3000)
    assert visited.status == "RUNNING"


def test_who_has_to_sign_in_first_finds_the_service_awake(visited: Visited) -> None:
    pass_seconds(visited.world, 3000)
    with visited.answer("/", {}) as found:
        assert found.status_code == 302
    pass_seconds(visited.world, 3000)
    assert visited.status == "RUNNING"


def test_visit_wakes_no_service_that_may_not_be(visited: Visited) -> None:
    run(visited.owner, "ALTER SERVICE SVC SET AUTO_RESUME = FALSE")
    pass_seconds(visited.world, 3600)
    status, text = visited.asked()
    assert (status, "DEMO.APP.SVC is SUSPENDED and serves nothing now" in text) == (503, True)
    settle(visited.world)
    assert visited.status == "SUSPENDED"


def test_open_websocket_keeps_a_service_awake(visited: Visited) -> None:
    with visited.websocket():
        for _ in range(2):
            pass_seconds(visited.world, 3600)
            assert visited.status == "RUNNING"
    until(lambda: not visited.is_kept(), "the ingress has seen the WebSocket closed")
    pass_seconds(visited.world, 3000)
    assert visited.status == "RUNNING"
    pass_seconds(visited.world, 600)
    assert visited.status == "SUSPENDED"


def test_answer_under_way_keeps_a_service_awake(visited: Visited) -> None:
    with visited.answer("/stream", visited.signed_in) as found:
        assert next(pieces := found.iter_raw()) == b"first"
        pass_seconds(visited.world, 3600)
        assert visited.status == "RUNNING"
        visited.over.set()
        assert list(pieces) == []
    until(lambda: not visited.is_kept(), "the ingress has seen the answer's end")
    pass_seconds(visited.world, 3600)
    assert visited.status == "SUSPENDED"
