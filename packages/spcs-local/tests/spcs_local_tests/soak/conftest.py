"""An account with real containers, and Docker as it shows what the account makes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import docker
import httpx
import pytest

from devkit import registry_binary
from devkit.bases.obtain import ensure_bases
from devkit.local_account import REGISTRY_VARIABLE
from devkit.paths import Paths
from devkit.testing.waiting import PATIENCE
from spcs_local_tests.soak.client import Client
from spcs_local_tests.soak.containers import Engine
from spcs_local_tests.soak.killing import prepare
from spcs_local_tests.soak.process import AccountProcess, account_process


@pytest.fixture
def python_image() -> str:
    """An image that holds `python3`."""
    return ensure_bases(Paths.of_clone().cache, print).python


@pytest.fixture
def process(tmp_path: Path, python_image: str) -> Iterator[AccountProcess]:
    """An account with Docker, a registry, and the account's own containers."""
    binary = registry_binary.find(Paths.of_clone())
    environment = {REGISTRY_VARIABLE: str(binary)} if binary else {}
    settings = ("progression=immediate", "sessionSeconds=36000", f"relayImage={python_image}")
    with account_process(tmp_path / "home", *settings, adapter="docker", environment=environment) as process:
        yield process


@pytest.fixture
def engine(process: AccountProcess) -> Iterator[Engine]:
    """Docker, as it shows what the account makes."""
    with closing(docker.from_env()) as client:
        yield Engine(client, process.information["id"])


@pytest.fixture
def pushed(process: AccountProcess, engine: Engine, python_image: str) -> Iterator[None]:
    """The image that the services run, in the repository of a prepared account."""
    asyncio.run(_prepare(process))
    with engine.pushed(python_image, f"127.0.0.1:{process.information['registry_port']}", *process.administrator):
        yield


async def _prepare(process: AccountProcess) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as http:
        copies = "GRANT CREATE SNAPSHOT ON SCHEMA DEMO.APP TO ROLE OWNER"
        await prepare(Client(http, process.url), *process.administrator, copies)
