"""Milvus as a cluster of real containers: up, the notebook's answer, a node that is killed, and nothing left.

The tests go through one life of a stack, in their order.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import docker
import pytest

from devkit import cluster_bases, deployer, docker_api, environment, local_account, registry_login, stack
from devkit.bases.references import BaseImages
from devkit.bench import memory
from devkit.context import Context
from devkit.local_account import Account
from devkit.notebook import Credentials, run_notebook
from devkit.pulumi import Pulumi
from devkit.testing.engine import Engine
from devkit.testing.waiting import until
from tests.stack.conftest import copy_clone
from tests.stack.inside import container, told

ANSWER = "Alan Turing was the first person to conduct substantial research in AI."
NO_CHANGES = ("--skip-preview", "--yes", "--expect-no-changes")
MOST_MEBIBYTES = 2560
OF_THE_ACCOUNT = ("-gate", "-relay")  # what an account has without any service
# of the notebook's collection, by another client that waits for an answer
COUNT = """
import time
import grpc
from pymilvus import MilvusClient
from pymilvus.exceptions import MilvusException
client, begun = MilvusClient("http://milvus:19530"), time.monotonic()
while True:
    try:
        client.load_collection("demo_collection", timeout=10)
        [found] = client.query(
            "demo_collection", filter="", output_fields=["count(*)"], consistency_level="Strong", timeout=10
        )
        break
    except (MilvusException, grpc.RpcError):
        if time.monotonic() - begun > 120:
            raise
        time.sleep(0.5)
print(found["count(*)"])
print(time.monotonic() - begun)
"""


@pytest.fixture(scope="module")
def clone(toolchain_context: Context, tmp_path_factory: pytest.TempPathFactory) -> Context:
    return copy_clone(toolchain_context.paths.root, tmp_path_factory.mktemp("cluster"))


@pytest.fixture(scope="module")
def account(clone: Context, bases: BaseImages) -> Iterator[Account]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("ACCOUNT", "REGISTRY", "INGRESS"):
            patch.setenv(f"SPCS_LOCAL_{name}_PORT", "0")
        found = local_account.start(clone, bases.python)
    yield found
    local_account.stop(clone)


@pytest.fixture(scope="module")
def cluster(clone: Context, account: Account, bases: BaseImages) -> Engine:
    """The engine on a stack whose Milvus is a cluster, and up."""
    deploying = deployer.ensure(clone, account)
    pulumi = Pulumi(clone, environment.full(clone, account, deploying))
    registry_login.ensure(clone, account)
    images = cluster_bases.ensure(clone, bases)
    more = {"topology": "cluster"}
    stack.ensure(pulumi, account, bases, environment.local_secrets(clone.paths), deploying, more, images)
    engine = Engine(clone, pulumi.environment)
    begun = time.monotonic()
    engine.must("up", "--yes", "--skip-preview")
    print(f"up: {time.monotonic() - begun:.0f} s")
    return engine


def outputs(engine: Engine) -> dict[str, Any]:
    return dict(json.loads(engine.must("stack", "output", "--json")))


def test_the_notebook_answers(cluster: Engine) -> None:
    found = outputs(cluster)
    password = environment.local_secrets(cluster.context.paths).milvus_user_password
    credentials = Credentials(found["user"], password=password)
    assert ANSWER in run_notebook(found["notebookUrl"], credentials, report=lambda _: None)


def test_a_second_up_changes_nothing(cluster: Engine) -> None:
    cluster.must("up", *NO_CHANGES)


def test_all_of_it_stays_small(cluster: Engine) -> None:
    label = f"{local_account.LABEL}={local_account.identifier_of(cluster.context.paths.local)}"
    found = memory.of_containers(docker_api.containers(label))
    print(found)
    assert sum(found.values()) <= MOST_MEBIBYTES


@pytest.mark.parametrize("name", ["querynode", "kafka"])
def test_a_role_that_is_killed_comes_back_with_every_row(cluster: Engine, name: str) -> None:
    with container(cluster.context, "jupyter") as notebook:
        before = told(notebook, COUNT)[-2]
    with container(cluster.context, name) as killed:
        killed.kill("SIGKILL")
    with container(cluster.context, "jupyter") as notebook:
        rows, seconds = told(notebook, COUNT)[-2:]  # before these the client says what it tried in vain
    print(f"{name}: {float(seconds):.1f} s")
    assert rows == before != "0"


def test_down_leaves_nothing(cluster: Engine) -> None:
    cluster.must("destroy", "--yes", "--skip-preview")
    label = f"{local_account.LABEL}={local_account.identifier_of(cluster.context.paths.local)}"
    with closing(docker.from_env()) as client:

        def left() -> list[str]:
            names = [str(it.name) for it in client.containers.list(filters={"label": label})]
            volumes = [str(it.name) for it in client.volumes.list(filters={"label": label})]
            return [it for it in (*names, *volumes) if not it.endswith(OF_THE_ACCOUNT)]

        until(lambda: left() == [])
