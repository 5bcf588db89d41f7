"""An account with a role that may own services, and the `snow` CLI signed in with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from spcs_local_tests.clients.snow import Snow, installed
from spcs_local_tests.running import RunningAccount, run

PREPARATION = (
    "CREATE ROLE OWNER",
    "GRANT ROLE OWNER TO USER ADMIN",
    "GRANT CREATE DATABASE, CREATE COMPUTE POOL, BIND SERVICE ENDPOINT ON ACCOUNT TO ROLE OWNER",
    "USE ROLE OWNER",
    "CREATE DATABASE D",
    "CREATE STAGE D.PUBLIC.S",
    "CREATE IMAGE REPOSITORY D.PUBLIC.REPO",
    "CREATE COMPUTE POOL POOL MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S",
)


@pytest.fixture(scope="package")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAccount]:
    """One account for every client's commands; each test uses names of its own."""
    with RunningAccount(tmp_path_factory.mktemp("clients") / "home") as running:
        run(running.connect(), *PREPARATION)
        yield running


@pytest.fixture(scope="package")
def snow(shared: RunningAccount, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snow]:
    """`snow` as OWNER in D.PUBLIC."""
    if not installed():
        pytest.skip("no snow CLI in the cache: `make test` installs it")
    client = Snow(shared, tmp_path_factory.mktemp("snow"), role="OWNER", database="D", schema="PUBLIC")
    yield client
    client.close()
