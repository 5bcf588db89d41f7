"""What takes minutes with a cluster of real containers, in `make soak`: nodes that come and go under search, each
endpoint taken away, backups put in place, in a fresh stack too.

The tests go through one life of a stack, in their order.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import yaml
from snowflake.connector import DictCursor, SnowflakeConnection

from devkit.bases.references import BaseImages
from devkit.context import Context
from devkit.paths import Paths
from devkit.testing.engine import Engine
from devkit.testing.waiting import until
from tests.stack import backups, clusters, kept, ports, second_stack
from tests.stack.backups import backup
from tests.stack.searching import holders, searching, works

UP = ("up", "--yes", "--skip-preview")
MEASURED = 30  # seconds for each number of nodes
BALANCED = 45  # seconds in which segments are handed to nodes that came
TAKEN_OVER = 20  # seconds until searches are answered again, once a node is gone
SETTLED = 60  # after a roll, with all endpoints, a cluster works again long before
SCHEMA = "MILVUS_DEMO.PUBLIC"


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
    """The queue's channels are on all of them, and have to move. Where a busy machine has no time for that, a search
    fails, as after a kill, and is asked again."""
    cluster.must("config", "set", "queryNodes", "3")
    cluster.must(*UP)
    waits = []
    with searching(cluster.context, clusters.token(cluster.context), pause=0.05, seconds=30) as load:
        for nodes in (2, 1):
            begun = time.time()
            cluster.must("config", "set", "queryNodes", str(nodes))
            cluster.must(*UP)
            load.until_asked(time.time() + BALANCED)
            waits.append(round(load.longest_wait("search", begun, time.time()), 1))
    found = {"searches": len(load.of("search")), "wrong": len(load.faults("search")), "failed": len(load.failures)}
    print(found, waits, load.faults("search")[:3], load.failures[:3])
    figures["searches while two of three query nodes go"] = {**found, "longest waits": waits}
    assert load.faults("search") == load.faults("read") == []
    assert max(waits) <= TAKEN_OVER


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


@pytest.fixture(scope="module")
def held(cluster: Engine) -> str:
    """What Milvus holds."""
    return kept.fill(cluster.context)


def test_another_image_is_rolled_out_once_what_there_is_is_kept(
    cluster: Engine, held: str, figures: dict[str, Any]
) -> None:
    """Under search: it costs a stop of the whole cluster, and then a roll of each role."""
    dockerfile = cluster.directory / "images" / "milvus-node" / "Dockerfile"
    dockerfile.write_text(f"{dockerfile.read_text(encoding='utf-8')}LABEL another=image\n", encoding="utf-8")
    with searching(cluster.context, clusters.token(cluster.context), pause=0.1) as load:
        begun = time.time()
        said = cluster.must(*UP)
        ended = time.time()
        load.until_answered(ended)
        load.until_right()
        waits = {it: round(load.longest_wait(it, begun, time.time()), 1) for it in ("search", "insert")}
    figures["seconds of a cluster's up with another image, and without an answer"] = [round(ended - begun), waits]
    print(f"another image: {ended - begun:.0f} s, {waits}, wrong until {load.wrong(begun, time.time()):.1f} s")
    assert load.faults("read") == []
    assert "the cluster: kept in backup " in said
    [taken] = [it for it in backup(cluster, "list").splitlines() if "before another image" in it]
    assert "  whole, " in taken
    assert kept.read(cluster.context) == held


def test_what_query_nodes_have_no_room_for_is_refused(cluster: Engine, held: str) -> None:
    """None of them is killed, and the others' collections are searched."""
    limit = "services.querynode.resources.memoryLimit"
    cluster.must("config", "set", "--path", limit, "512Mi")
    cluster.must(*UP)
    try:
        nodes = _query_nodes(cluster)
        assert "show collection failed: load segment failed, OOM if load, " in kept.load_large(cluster.context)
        assert kept.read(cluster.context) == held
        assert _query_nodes(cluster) == nodes
    finally:
        cluster.must("config", "rm", "--path", limit)
        cluster.must(*UP)


def _query_nodes(cluster: Engine) -> set[str | None]:
    """Their containers; one that was killed has another."""
    with clusters.containers(cluster.context) as running:
        return {it.id for it in running["QUERYNODE"]}


def test_what_is_gone_comes_back_from_snapshots(cluster: Engine, held: str, figures: dict[str, Any]) -> None:
    begun = time.monotonic()
    assert "whole, by hand, services suspended" in backup(cluster, "take")
    taken = time.monotonic()
    kept.drop(cluster.context)
    assert "kept" not in kept.collections(cluster.context)
    restoring = time.monotonic()
    assert "What was there before is in backup" in backup(cluster, "restore")
    figures["seconds of a cluster's backup, restore"] = [
        round(it) for it in (taken - begun, time.monotonic() - restoring)
    ]
    assert kept.read(cluster.context) == held


def test_another_stack_takes_snapshots_and_export(cluster: Engine, held: str) -> None:
    """A fresh one under other names, in the same account."""
    _, place = backups.exported(backup(cluster, "export"))
    with second_stack.opened(cluster) as second:
        assert "kept" not in kept.collections(second.context)
        second_stack.restore(second)
        assert kept.read(second.context) == held
        kept.drop(second.context)
        second_stack.take_export(second, place)
        assert kept.read(second.context) == held
    assert kept.read(cluster.context) == held
