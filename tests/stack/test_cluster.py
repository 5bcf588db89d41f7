"""Milvus as a cluster of real containers: up, the notebook's answer, roles that are killed, and nothing left.

The tests go through one life of a stack, in their order. `make soak` kills every role; test_cluster_long.py has the
rest of what takes minutes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from devkit import docker_api, environment
from devkit.bases.references import BaseImages
from devkit.bench import memory
from devkit.context import Context
from devkit.notebook import Credentials, run_notebook
from devkit.testing.engine import Engine
from devkit.testing.waiting import until
from tests.stack import clusters, intruders, kept, ports
from tests.stack.inside import container, label
from tests.stack.searching import Searching, searching, works

ANSWER = "Alan Turing was the first person to conduct substantial research in AI."
NO_CHANGES = ("--skip-preview", "--yes", "--expect-no-changes")
MOST_MEBIBYTES = 2560
METRICS_PORT = 9091  # of each role, for whoever reaches it
PROCESS, DISK = {"up", "memory_bytes", "memory_share"}, {"disk_bytes", "disk_total_bytes", "disk_share"}
METRICS = {
    "MILVUS": PROCESS,
    "COORDINATOR": {*PROCESS, "collections", "loaded_collections", "growing_segments", "stored_bytes"},
    "QUERYNODE": {*PROCESS, "growing_segments"},
    "DATANODE": PROCESS,
    "INDEXNODE": PROCESS,
    "ETCD": PROCESS | DISK,
    "KAFKA": DISK,
    "OBJECTSTORE": DISK,
}
# seconds in which searches are answered again, and rightly, once a role was killed
BOUNDS = {**dict.fromkeys(clusters.SERVICES, 20), "COORDINATOR": 60, **dict.fromkeys(clusters.FOUNDATION, 60)}
FEW = ("KAFKA", "QUERYNODE")
ALL_AT_ONCE = "all at once"
# after these Milvus 2.3.5 may answer for so many seconds before it reads all that it holds (docs/cluster.md)
ANEW, MOMENT = ("QUERYNODE", ALL_AT_ONCE), 1
WATCHED = 60  # seconds after a kill, in `make soak`: a session is missed after 15


@pytest.fixture(scope="module")
def cluster(
    toolchain_context: Context, bases: BaseImages, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    with clusters.opened(toolchain_context, bases, tmp_path_factory.mktemp("cluster")) as engine:
        yield engine


def test_the_notebook_answers(cluster: Engine) -> None:
    found = clusters.outputs(cluster)
    password = environment.local_secrets(cluster.context.paths).milvus_user_password
    credentials = Credentials(found["user"], password=password)
    assert ANSWER in run_notebook(found["notebookUrl"], credentials, report=lambda _: None)


def test_a_second_up_changes_nothing(cluster: Engine) -> None:
    cluster.must("up", *NO_CHANGES)


def test_all_of_it_stays_small(cluster: Engine) -> None:
    found = memory.of_containers(docker_api.containers(label(cluster.context)))
    print(found)
    assert sum(found.values()) <= MOST_MEBIBYTES


def test_milvus_lets_nobody_in_without_a_password(cluster: Engine) -> None:
    with container(cluster.context, "jupyter") as notebook:
        assert intruders.let_in(notebook, intruders.LOGINS) == [intruders.SECRET_S]


def test_of_all_roles_the_notebook_reaches_the_port_for_clients_alone(cluster: Engine) -> None:
    declared = {(service.lower(), port) for service, port in clusters.endpoints(cluster.context.paths.root)}
    metrics = {(service.lower(), METRICS_PORT) for service in clusters.ROLES}
    with container(cluster.context, "jupyter") as notebook:
        assert intruders.reached(notebook, sorted(declared | metrics)) == [("milvus", 19530)]


def test_no_secret_is_in_state_outputs_container_log_or_process_list(cluster: Engine) -> None:
    with container(cluster.context, "keeper") as keeper:
        secrets = intruders.passwords(keeper)
    secrets.append(environment.local_secrets(cluster.context.paths).object_store_key)
    assert len(set(secrets)) == 3
    shown = {
        "state": json.dumps(cluster.state()),
        "outputs": json.dumps(clusters.outputs(cluster)),
        "docker": intruders.shown_by_docker(cluster.context),
    }
    assert [where for where, text in shown.items() if any(it in text for it in secrets)] == []


def test_roles_that_are_killed_come_back_with_every_row(
    cluster: Engine, request: pytest.FixtureRequest, figures: dict[str, Any]
) -> None:
    """While clients search and insert. They use every endpoint, and no port that is none."""
    soaking, found = request.config.getoption("--soak"), {}
    rows = kept.rows_of_the_notebook(cluster.context)
    assert rows != "0"
    before = kept.fill(cluster.context) if soaking else ""
    token = clusters.token(cluster.context)
    with searching(cluster.context, token, pause=0.1) as load:
        see_every_endpoint_in_use(cluster.context)
        for name in (*clusters.SERVICES, ALL_AT_ONCE) if soaking else FEW:
            found[name] = waits(cluster.context, load, name, WATCHED if soaking else 0)
            print(f"{name}: {found[name]}")
            # searches need no index nodes, an index does
            assert not soaking or works(cluster.context, token) == ""
    assert load.faults("read") == []
    assert kept.rows_of_the_notebook(cluster.context) == rows
    assert not soaking or kept.read(cluster.context) == before
    figures["seconds without an answer, and until the last wrong one, by what was killed"] = found
    right_after = {name: it["search"] + MOMENT if name in ANEW else 0 for name, it in found.items()}
    assert [name for name, it in found.items() if it["wrong"] > right_after[name]] == []
    if soaking:
        late = {name: it for name, it in found.items() if max(it["search"], it["wrong"]) > BOUNDS.get(name, WATCHED)}
        assert late == {}


def see_every_endpoint_in_use(context: Context) -> None:
    """What a specification does not declare, nobody reaches; of what it does, all is needed."""
    declared, seen = clusters.endpoints(context.paths.root), set[tuple[str, int]]()

    def all_seen() -> bool:
        seen.update(ports.in_use(context))
        return seen >= declared

    until(all_seen, f"connections at each of {declared}")
    assert seen == declared


def waits(context: Context, load: Searching, name: str, watched: float) -> dict[str, float]:
    """The longest that a client was without an answer, once all of a service was killed, or all services were; and
    until when an answer was wrong: 2.3.5 searches a query node a second or two before it reads all that it holds."""
    load.until_answered(time.time())
    load.until_right()
    with clusters.containers(context) as running:
        victims = [it for service in clusters.SERVICES for it in running[service] if name in (service, ALL_AT_ONCE)]
        assert victims
        since = time.time()
        for victim in victims:
            victim.kill("SIGKILL")
    load.until_asked(since + watched)
    load.until_answered(time.time())
    load.until_right()
    last = time.time()
    found = {kind: load.longest_wait(kind, since, last) for kind in ("search", "insert")}
    return {it: round(seconds, 1) for it, seconds in (*found.items(), ("wrong", load.wrong(since, last)))}


def test_every_part_writes_its_metrics(cluster: Engine) -> None:
    until(lambda: written(cluster) == METRICS, "lines of metrics, one a minute")


def written(cluster: Engine) -> dict[str, set[str]]:
    """The names of figures that are no rates, which want a second line; by services, as `make metrics` prints them."""
    command = [sys.executable, "-m", "components.metrics", "--stack", environment.STACK]
    said = subprocess.run(
        command, cwd=cluster.directory, env=cluster.environment, capture_output=True, text=True, check=True
    ).stdout
    found = {}
    for text in re.split(r"\n(?=\S+, instance 0, container )", said):
        header, *lines = text.split("\n\n")[0].splitlines()
        names = {it.split()[0] for it in lines}
        found[header.partition(",")[0]] = {it for it in names if not it.endswith(("_per_second", "_ms"))}
    return found


def test_down_leaves_nothing(cluster: Engine) -> None:
    cluster.must("destroy", "--yes", "--skip-preview")
    until(lambda: clusters.left(cluster.context) == [])
