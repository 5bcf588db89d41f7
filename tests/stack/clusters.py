"""A stack whose Milvus is a cluster of real containers, with an account of its own on free ports."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import docker
import pytest
import snowflake.connector
import yaml
from docker.models.containers import Container
from snowflake.connector import SnowflakeConnection

from devkit import cluster_bases, deployer, docker_api, environment, local_account, registry_login, stack
from devkit.bases.references import BaseImages
from devkit.bench.container_program import token_of_root
from devkit.context import Context
from devkit.pulumi import Pulumi
from devkit.testing.engine import Engine
from tests.images import building
from tests.stack.conftest import copy_clone
from tests.stack.inside import label, of_the_account

# containers by their services: what Milvus stands on, and its roles
FOUNDATION = {"ETCD": "etcd", "KAFKA": "kafka", "OBJECTSTORE": "objectstore"}
ROLES = {
    "COORDINATOR": "coordinator",
    "QUERYNODE": "querynode",
    "DATANODE": "datanode",
    "INDEXNODE": "indexnode",
    "MILVUS": "milvus",
}
SERVICES = {**FOUNDATION, **ROLES}
_OTHERS = {"JUPYTER": "jupyter", "KEEPER": "keeper"}  # the notebook, and what is beside Milvus
# what an account has in Docker for as long as it runs, without any service: containers, and networks that all share
_OF_THE_ACCOUNT = ("gate", "relay", "services", "outside")
WARM = 180  # seconds at most until all services are READY, where Docker has what images are built of
_SPECIFICATIONS = {**SERVICES, "MILVUS": "proxy"}  # files of specs/cluster


@contextmanager
def configured(source: Context, bases: BaseImages, directory: Path) -> Iterator[Engine]:
    """The engine on a cluster of which nothing is there yet; nothing of the account is left afterwards."""
    clone = copy_clone(source.paths.root, directory)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("ACCOUNT", "REGISTRY", "INGRESS"):
            patch.setenv(f"SPCS_LOCAL_{name}_PORT", "0")
        account = local_account.start(clone, bases.python)
    try:
        deploying = deployer.ensure(clone, account)
        pulumi = Pulumi(clone, environment.full(clone, account, deploying))
        registry_login.ensure(clone, account)
        images = cluster_bases.ensure(clone, bases)
        secrets, more = environment.local_secrets(clone.paths), {"topology": "cluster"}
        stack.ensure(pulumi, account, bases, secrets, deploying, more, images)
        yield Engine(clone, pulumi.environment)
    finally:
        local_account.stop(clone)
    assert docker_api.objects(label(clone)) == []


@contextmanager
def opened(source: Context, bases: BaseImages, directory: Path) -> Iterator[Engine]:
    """The same, up. How long that took is judged last, so that all else is tried as well."""
    building.warm(source, bases)
    with configured(source, bases, directory) as engine:
        begun = time.monotonic()
        engine.must("up", "--yes", "--skip-preview")
        took = time.monotonic() - begun
        print(f"up: {took:.0f} s")
        yield engine
    # where base images are pulled, the engine's builder has a cache of its own, and builds in that time
    assert took <= WARM or not bases.made_here


def endpoints(root: Path) -> set[tuple[str, int]]:
    """Service and port of each endpoint that the cluster's specifications in a clone declare."""
    found = set()
    for service, name in _SPECIFICATIONS.items():
        text = (root / "specs" / "cluster" / f"{name}.yaml").read_text(encoding="utf-8")
        found |= {(service, endpoint["port"]) for endpoint in yaml.safe_load(text)["spec"]["endpoints"]}
    return found


@contextmanager
def containers(context: Context) -> Iterator[dict[str, list[Container]]]:
    """Those that run, by their services."""
    with of_the_account(context) as running:
        yield {
            service: [it for it in running if str(it.name).endswith(f"-{name}")]
            for service, name in {**SERVICES, **_OTHERS}.items()
        }


def left(context: Context) -> list[str]:
    """Containers, those that have ended too, networks and volumes beside what an account has without any service."""
    own, of_it = local_account.identifier_of(context.paths.local), label(context)
    with closing(docker.from_env()) as client:
        found = {str(it.name) for it in client.containers.list(all=True, filters={"label": of_it}, ignore_removed=True)}
        found |= {str(it.name) for it in client.networks.list(filters={"label": of_it})}
        found |= {str(it.name) for it in client.volumes.list(filters={"label": of_it})}
    return sorted(found - {f"milvus-spcs-{own}-{it}" for it in _OF_THE_ACCOUNT})


def outputs(engine: Engine) -> dict[str, Any]:
    """Of the stack."""
    return dict(json.loads(engine.must("stack", "output", "--json")))


def token(context: Context) -> str:
    """Of Milvus' root, as its clients want it."""
    with containers(context) as found:
        return token_of_root(found["KEEPER"])


@contextmanager
def signed_in(context: Context, role: str) -> Iterator[SnowflakeConnection]:
    """The administrator, in that role."""
    account = local_account.started(context)
    with snowflake.connector.connect(
        account="LOCAL-DEV",
        user=account.user,
        password=account.password,
        host=local_account.HOST,
        port=account.account_port,
        protocol="http",
        role=role,
        enable_server_session_keep_alive_auto_detection=False,
    ) as connection:
        yield connection
