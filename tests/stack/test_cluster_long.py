"""What takes minutes with a cluster of real containers, in `make soak`: nodes that come and go under search, each
endpoint taken away, backups put in place, in a fresh stack too.

The tests go through one life of a stack, in their order.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import yaml
from snowflake.connector import DictCursor, SnowflakeConnection

from devkit import environment
from devkit.bases.references import BaseImages
from devkit.context import Context
from devkit.paths import Paths
from devkit.testing.engine import Engine
from devkit.testing.waiting import until
from tests.stack import clusters, kept, ports
from tests.stack.searching import holders, searching, works

UP = ("up", "--yes", "--skip-preview")
MEASURED = 30  # seconds for each number of nodes
BALANCED = 45  # seconds in which segments are handed to nodes that came
SETTLED = 60  # after a roll, with all endpoints, a cluster works again long before
SCHEMA, PREFIX = "MILVUS_DEMO.PUBLIC", "SECOND_"


@pytest.fixture(scope="module")
def cluster(
    toolchain_context: Context,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Engine]:
    if not request.config.getoption("--soak"):
        pytest.skip("minutes: `make soak` has it")
    bases: BaseImages = request.getfixturevalue("bases")
    with clusters.opened(toolchain_context, bases, tmp_path_factory.mktemp("cluster")) as engine:
        yield engine


def test_query_nodes_become_more_and_fewer_under_search(cluster: Engine, figures: dict[str, Any]) -> None:
    rates: list[dict[str, float]] = []
    token = clusters.token(cluster.context)
    with searching(cluster.context, token, pause=0, seconds=30) as load:
        for nodes in (1, 3, 1):
            cluster.must("config", "set", "queryNodes", str(nodes))
            cluster.must(*UP)
            with clusters.containers(cluster.context) as running:
                assert len(running["QUERYNODE"]) == nodes
            load.until_asked(time.time() + BALANCED)
            until(partial(_is_shared, cluster.context, token, nodes > 1), f"segments on {nodes}")
            first = time.time()
            load.until_asked(first + MEASURED)
            rates.append(
                {kind: round(load.each_second(kind, first, first + MEASURED), 1) for kind in ("search", "insert")}
            )
            print(f"{nodes} query nodes: {rates[-1]}")
            assert load.faults("search") == load.failures == []
    assert load.faults("read") == []
    figures["answers a second with 1, 3, 1 query nodes"] = rates
    assert load.faults("search") == load.failures == []


def test_what_was_loaded_on_several_nodes_is_searched_while_they_go(cluster: Engine, figures: dict[str, Any]) -> None:
    """The queue's channels are on all of them, and have to move."""
    cluster.must("config", "set", "queryNodes", "3")
    cluster.must(*UP)
    with searching(cluster.context, clusters.token(cluster.context), pause=0.05, seconds=30) as load:
        for nodes in (2, 1):
            begun = time.time()
            cluster.must("config", "set", "queryNodes", str(nodes))
            cluster.must(*UP)
            load.until_asked(time.time() + BALANCED)
            print(f"{nodes} query nodes: longest wait {load.longest_wait('search', begun, time.time()):.1f} s")
    found = {"searches": len(load.of("search")), "wrong": len(load.faults("search")), "failed": len(load.failures)}
    print(found, load.faults("search")[:3], load.failures[:3])
    figures["searches while two of three query nodes go"] = found
    assert load.faults("search") == load.failures == []
    assert load.faults("read") == []


def _is_shared(context: Context, token: str, several: bool) -> bool:
    """What is searched, by nodes that came, and no longer by those that went."""
    return (len(holders(context, token)) > 1) == several


def test_a_roll_alone_keeps_nothing_from_its_work(cluster: Engine) -> None:
    """What the next tests take for the want of an endpoint is not the roll, by which they take it away."""
    token = clusters.token(cluster.context)
    with clusters.signed_in(cluster.context, "MILVUS_OWNER_ROLE") as connection:
        [[described]] = _shown(connection, f"DESCRIBE SERVICE {SCHEMA}.COORDINATOR", "spec")
        before, other = ports.read(described), ports.read(described)
        other["spec"]["containers"][0]["env"]["ROLLED"] = "1"
        for specification in (other, before):
            _alter(connection, "COORDINATOR", specification)
            settled = time.monotonic() + SETTLED
            until(lambda: works(cluster.context, token) == "", "the cluster's work")
            assert time.monotonic() < settled


@pytest.mark.parametrize(("service", "port"), sorted(clusters.endpoints(Paths.of_clone().root)))
def test_without_an_endpoint_nothing_whole_is_done(cluster: Engine, service: str, port: int) -> None:
    token = clusters.token(cluster.context)
    with clusters.signed_in(cluster.context, "MILVUS_OWNER_ROLE") as connection:
        [[described]] = _shown(connection, f"DESCRIBE SERVICE {SCHEMA}.{service}", "spec")
        before = ports.read(described)
        _alter(connection, service, ports.without(before, port))
        settled, tried = time.monotonic() + SETTLED, list[str]()
        while time.monotonic() < settled:
            tried.append(works(cluster.context, token))
        _alter(connection, service, before)
    assert [it for it in tried if not it] == []
    print(f"{service} {port}: {tried[-1][-300:]}")
    until(lambda: works(cluster.context, token) == "", "the cluster's work")


def _alter(connection: SnowflakeConnection, service: str, specification: dict[str, Any]) -> None:
    """Until all instances run as it says."""
    text = yaml.safe_dump(specification)
    connection.cursor().execute(f"ALTER SERVICE {SCHEMA}.{service} FROM SPECIFICATION $${text}$$")
    [[wanted]] = _shown(connection, f"DESCRIBE SERVICE {SCHEMA}.{service}", "spec_digest")

    def rolled() -> bool:
        instances = _shown(connection, f"SHOW SERVICE INSTANCES IN SERVICE {SCHEMA}.{service}", "spec_digest", "status")
        return all(it == [wanted, "READY"] for it in instances)

    until(rolled, f"the roll of {service}")


def _shown(connection: SnowflakeConnection, statement: str, *columns: str) -> list[list[str]]:
    with connection.cursor(DictCursor) as cursor:
        return [[row[it] for it in columns] for row in cursor.execute(statement)]


def _backup(engine: Engine, *arguments: str, stack: str = environment.STACK) -> str:
    """What the program of `make backup` and `make restore` prints."""
    command = [sys.executable, "-m", "components.backup", "--stack", stack, *arguments]
    done = subprocess.run(
        command, cwd=engine.directory, env=engine.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def held(cluster: Engine) -> str:
    """What Milvus holds."""
    return kept.fill(cluster.context)


def test_what_is_gone_comes_back_from_snapshots(cluster: Engine, held: str, figures: dict[str, Any]) -> None:
    begun = time.monotonic()
    assert "whole, by hand, services suspended" in _backup(cluster, "take")
    taken = time.monotonic()
    kept.drop(cluster.context)
    assert "kept" not in kept.collections(cluster.context)
    restoring = time.monotonic()
    assert "What was there before is in backup" in _backup(cluster, "restore")
    figures["seconds of a cluster's backup, restore"] = [
        round(it) for it in (taken - begun, time.monotonic() - restoring)
    ]
    assert kept.read(cluster.context) == held


def test_another_stack_takes_snapshots_and_export(cluster: Engine, held: str) -> None:
    """A fresh one under other names, in the same account; the first one rests meanwhile."""
    said = _backup(cluster, "export")
    _, exported = next(line for line in said.splitlines() if "whole, export" in line).split(" in ")
    cluster.must("config", "set", "parked", "true")
    cluster.must(*UP)
    second = _second(cluster)
    assert "kept" not in kept.collections(second.context)
    _backup(second, "restore", "--from-schema", SCHEMA, stack="second")
    assert kept.read(second.context) == held
    kept.drop(second.context)
    _let_read(cluster.context, f"{PREFIX}MILVUS_OWNER_ROLE")
    _backup(second, "import", "--export", exported, "--replace", stack="second")
    assert kept.read(second.context) == held
    second.must("destroy", "--yes", "--skip-preview", "--stack", "second")


def _let_read(context: Context, role: str) -> None:
    """The exports on the first stack's stage, as docs/backup.md has it."""
    database, _ = SCHEMA.split(".")
    with clusters.signed_in(context, "ACCOUNTADMIN") as connection:
        for grant in (
            f"USAGE ON DATABASE {database}",
            f"USAGE ON SCHEMA {SCHEMA}",
            f"READ, WRITE ON STAGE {SCHEMA}.DATA",
        ):
            connection.cursor().execute(f"GRANT {grant} TO ROLE {role}")


def _second(first: Engine) -> Engine:
    """Up, with a stack and names of its own, and the first one's account and configuration."""
    file = first.context.paths.local / "Pulumi.second.yaml"
    variables = {**first.environment, "PULUMI_OPTION_CONFIG_FILE": str(file)}
    second = Engine(first.context, variables)
    second.must("stack", "init", "second")
    (first.directory / "Pulumi.second.yaml").unlink()
    shutil.copyfile(environment.stack_file(first.context.paths), file)
    second.must("config", "rm", "parked", "--stack", "second")
    second.must("config", "set", "namePrefix", PREFIX, "--stack", "second")
    second.must(*UP, "--stack", "second")
    return second
