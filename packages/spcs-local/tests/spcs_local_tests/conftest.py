"""Running accounts for tests, and containers of the Engine."""

from __future__ import annotations

import socket
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from snowflake.connector import SnowflakeConnection

from devkit.bases.obtain import ensure_bases
from devkit.paths import Paths
from spcs_local.account import Account
from spcs_local.containers.docker_adapter import DockerContainers
from spcs_local.model import credentials
from spcs_local_tests.administrator import GUIDE, execute
from spcs_local_tests.command_line import local
from spcs_local_tests.running import Connect, RunningAccount, run
from spcs_local_tests.services.world import PREPARATION


@pytest.fixture(scope="session", autouse=True)
def hash_cost() -> Iterator[dict[str, int]]:
    """What hashing a password costs. Accounts in this process take little work: what a password is is asked of them,
    not how long guessing takes.
    """
    cost = dict(credentials._SCRYPT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(credentials._SCRYPT, "n", 2)
        yield cost


@pytest.fixture(scope="session")
def spcs_local_class() -> type[RunningAccount]:
    """Accounts of these tests are connected to."""
    return RunningAccount


@pytest.fixture
def account(spcs_local: RunningAccount) -> RunningAccount:
    """A fresh account."""
    return spcs_local


@pytest.fixture
def admin(account: RunningAccount) -> SnowflakeConnection:
    """The administrator's connection."""
    return account.connect()


@pytest.fixture
def real_account(spcs_local: RunningAccount) -> Account:
    """An account with the guide's user, role, database and image repository."""
    execute(spcs_local.account, GUIDE)
    return spcs_local.account


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAccount]:
    """One account for all that leaves no trace in it."""
    with RunningAccount(tmp_path_factory.mktemp("shared") / "home") as running:
        yield running


@pytest.fixture
def as_user(account: RunningAccount, admin: SnowflakeConnection) -> Connect:
    """A connection of user U, who holds role R and has no secondary roles."""
    run(
        admin,
        "CREATE ROLE R",
        "CREATE USER U PASSWORD = 'secret' DEFAULT_ROLE = R DEFAULT_SECONDARY_ROLES = ()",
        "GRANT ROLE R TO USER U",
        "CREATE DATABASE D",
        "CREATE STAGE D.PUBLIC.S",
    )
    return lambda **options: account.connect(user="U", password="secret", **options)


@pytest.fixture
def stage(admin: SnowflakeConnection) -> SnowflakeConnection:
    """The administrator's connection, where there is a stage S."""
    run(admin, "CREATE DATABASE D", "CREATE STAGE S")
    return admin


@pytest.fixture
def world(spcs_local_factory: Callable[..., RunningAccount]) -> RunningAccount:
    """Pools, a repository, a stage, an integration and the role OWNER that may use them all."""
    account = spcs_local_factory(progression="manual")
    execute(account.account, ";".join(PREPARATION))
    return account


@pytest.fixture
def owner(world: RunningAccount) -> SnowflakeConnection:
    """A connection as OWNER in the schema."""
    return world.connect(role="OWNER", database="DEMO", schema="APP")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose account is stopped in the end."""
    yield tmp_path / "home"
    local("stop", tmp_path / "home")


@pytest.fixture
def without_docker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No Engine answers; of a unix socket that is not there its client would leave its own end open."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{silent.getsockname()[1]}")
        yield


@pytest.fixture(scope="session")
def python_image() -> str:
    """An image that holds `python3`."""
    return ensure_bases(Paths.of_clone().cache, print).python


@pytest.fixture(scope="session")
def prefix() -> str:
    """Names of this run's containers, networks and volumes begin with it."""
    return f"test-{uuid.uuid4().hex[:8]}-"


@pytest.fixture(scope="session")
def docker_containers(prefix: str, python_image: str) -> Iterator[DockerContainers]:
    """The Docker adapter; whatever a test left is removed."""
    containers = DockerContainers(prefix, python_image)
    try:
        yield containers
    finally:
        containers.remove_all(volumes=True)
        containers.close()
