"""A registry behind a stub account's token route, both on loopback."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import httpx
import pytest
from starlette.applications import Starlette

from devkit.testing.waiting import PATIENCE
from spcs_local.model.ports import ImageRegistry
from spcs_local.registry import Registry, RegistryError, front, token_route
from spcs_local.registry.binary import find_binary
from spcs_local.registry.token import Account
from spcs_local_tests.registry.pusher import Pusher
from spcs_local_tests.registry.stub import StubAccount
from spcs_local_tests.serving import serve


class Served(Account, Protocol):
    """An account whose registry is known once it is made."""

    registry: ImageRegistry


@pytest.fixture(scope="module")
def binary() -> Path:
    """The registry's program; the toolchain's set-up gets it."""
    cached = Path.home() / ".cache/milvus-spcs/registry/usr/bin/docker-registry"
    try:
        return find_binary()
    except RegistryError:
        if cached.exists():
            return cached
    pytest.skip("no registry program on this machine: `make test` gets one")


@pytest.fixture
def stub_account() -> StubAccount:
    """WRITER may push, READER may pull, STRANGER neither."""
    return StubAccount()


@pytest.fixture
def registry(binary: Path, stub_account: StubAccount, tmp_path: Path) -> Iterator[Registry]:
    """A started registry behind its front, with its token route served."""
    with served(binary, stub_account, tmp_path) as made:
        yield made


@contextmanager
def served(binary: Path, account: Served, home: Path) -> Iterator[Registry]:
    """The registry of an account."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_server(("127.0.0.1", 0)) as entry,
    ):
        port, account_port = entry.getsockname()[1], listener.getsockname()[1]
        made = account.registry = Registry(binary=binary, home=home, port=port, account_port=account_port)
        with (
            serve(Starlette(routes=[token_route(account, made)]), listener),
            serve(front.build_app(account, made), entry, **front.server_options()),
        ):
            made.start()
            try:
                yield made
            finally:
                made.stop()


@pytest.fixture
def pusher(registry: Registry) -> Iterator[Pusher]:
    """A registry client that signs in as Docker does."""
    with httpx.Client(base_url=f"http://{registry.host}", timeout=PATIENCE, trust_env=False) as http:
        yield Pusher(http)


def basic(user: str, password: str) -> dict[str, str]:
    """The header of Basic authentication."""
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def answers(registry: Registry) -> bool:
    """Whether the server asks for a token."""
    try:
        return httpx.get(f"http://{registry.host}/v2/", timeout=PATIENCE, trust_env=False).status_code == 401
    except httpx.HTTPError:
        return False
