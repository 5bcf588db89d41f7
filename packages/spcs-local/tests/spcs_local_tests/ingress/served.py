"""The ingress between a client and a real service, all on loopback."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.applications import Starlette
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from devkit.testing.waiting import PATIENCE
from spcs_local.ingress import build_app, server_options
from spcs_local.ingress.admission import Admission
from spcs_local.ingress.answer_delay import AnswerDelay
from spcs_local_tests.ingress.stubs import JUPYTER_HOST, OTHER_HOST, PASSWORD, StubAccount, StubEndpoint, StubTargets
from spcs_local_tests.ingress.upstream import build_upstream
from spcs_local_tests.serving import serve

ORIGIN = f"http://{JUPYTER_HOST}"


@dataclass
class Ingress:
    """A served ingress with what is behind it."""

    port: int
    account: StubAccount
    targets: StubTargets
    service: Starlette

    def client(self, host: str = JUPYTER_HOST) -> httpx.Client:
        """A browser's tab on the host. Cookies are kept by hand: all hosts share one address here."""
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", headers={"Host": host}, timeout=PATIENCE, trust_env=False
        )

    def cookie(self, user: str = "MILVUS_USER", host: str = JUPYTER_HOST) -> str:
        """Sign in as a person; the Cookie header."""
        with self.client(host) as client:
            return cookie_of(sign_in(client, user, PASSWORD))


@contextmanager
def served() -> Iterator[Ingress]:
    """Two services, JUPYTER and OTHER, both open to MILVUS_ROLE."""
    account, targets, service = StubAccount(), StubTargets(), build_upstream()
    with joined(Admission(account, targets, delay=AnswerDelay(first=0.001)), service) as (ingress_port, port):
        targets.change(JUPYTER_HOST, StubEndpoint("127.0.0.1", port))
        targets.change(OTHER_HOST, StubEndpoint("127.0.0.1", port, service="MILVUS_DEMO.PUBLIC.OTHER", endpoint="web"))
        yield Ingress(ingress_port, account, targets, service)


@contextmanager
def joined(admission: Admission, service: Starlette) -> Iterator[tuple[int, int]]:
    """The ports of an ingress, and of the service that the endpoints behind it shall name."""
    app = build_app(admission.account, admission.targets, admission=admission)
    with (
        socket.create_server(("127.0.0.1", 0)) as behind,
        socket.create_server(("127.0.0.1", 0)) as front,
        serve(service, behind, ws="websockets-sansio", ws_max_size=2**30) as port,
        serve(app, front, **server_options()) as ingress_port,
    ):
        yield ingress_port, port


@contextmanager
def opened(
    ingress_port: int, path: str, *, cookie: str = "", origin: str | None = ORIGIN, **options: Any
) -> Iterator[ClientConnection]:
    """A browser's WebSocket."""
    headers = {"Cookie": cookie} | options.pop("headers", {})
    with connect(
        f"ws://{JUPYTER_HOST}{path}",
        sock=socket.create_connection(("127.0.0.1", ingress_port), timeout=PATIENCE),
        open_timeout=PATIENCE,
        additional_headers=headers,
        origin=Origin(origin) if origin else None,
        max_size=None,
        proxy=None,
        **options,
    ) as client:
        yield client


def sign_in(client: httpx.Client, user: str, password: str, **fields: str) -> httpx.Response:
    """Open the sign-in page and send its form."""
    page = client.get("/sfc-endpoint/login", params={"return": fields.pop("wanted", "/tree")})
    found = re.search(r'name="form" value="([^"]+)"', page.text)
    wanted = re.search(r'name="return" value="([^"]*)"', page.text)
    assert found is not None
    assert wanted is not None
    data = {"user": user, "password": password, "form": found.group(1), "return": wanted.group(1), **fields}
    return client.post("/sfc-endpoint/login", data=data, headers={"Cookie": cookie_of(page)})


def cookie_of(answer: httpx.Response) -> str:
    """The answer's cookies as a Cookie header."""
    pairs = [line.split(";")[0] for line in answer.headers.get_list("set-cookie")]
    return "; ".join(pair for pair in pairs if not pair.endswith('=""'))


def raw(ingress: Ingress, line: str, *headers: str) -> str:
    """Send a request that no client library would; the answer's head."""
    with socket.create_connection(("127.0.0.1", ingress.port), timeout=PATIENCE) as connection:
        lines = [line, f"Host: {JUPYTER_HOST}", "Connection: close", *headers, "", ""]
        connection.sendall("\r\n".join(lines).encode())
        return connection.recv(4096).decode()
