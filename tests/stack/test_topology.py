"""Milvus as a cluster, on an account whose services are said to run: its life, its nodes, and what keeps its data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest
from snowflake.connector import DictCursor

from components.cluster_definitions import FOUNDATION
from devkit.bench.workspace import GIVEN, Workspace, opened
from devkit.errors import ToolchainError
from devkit.service_user.making import Site

UP = ("up", "--yes", "--skip-preview")
ROLES = ("coordinator", "querynode", "datanode", "indexnode")
SERVICES = {*(key.upper() for key in (*FOUNDATION, *ROLES)), "MILVUS", "JUPYTER"}
SNAPSHOTS = "SHOW SNAPSHOTS IN SCHEMA MILVUS_DEMO.PUBLIC"
KEY = "a-key-that-nobody-is-shown"
S3 = {
    "objectStoreHost": "s3.example.org",
    "objectStoreBucket": "vectors-of-acme",
    "objectStoreRegion": "eu-central-1",
    "objectStoreAccessKey": "AKIAEXAMPLE",
}
KAFKA = {"kafkaBrokers": "b1.example.org:9092,b2.example.org:9092", "kafkaUser": "milvus"}
KAFKA_PASSWORD = "a-password-that-nobody-is-shown"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Workspace]:
    """A cluster that is up; its images are named, so that none is built."""
    with opened("guide", 0) as workspace:
        workspace.pulumi("config", "set", "services", images_of(*FOUNDATION, *ROLES, "milvus"))
        workspace.pulumi("config", "set", "topology", "cluster")
        workspace.pulumi("config", "set", "--secret", "objectStoreSecretKey", stdin=KEY)
        workspace.pulumi(*UP)
        yield workspace


def images_of(*keys: str, tag: str = "1") -> str:
    """Rows of services, which run an image that is there."""
    place = "/milvus_demo/public/milvus_repo"
    images = {key: {**GIVEN.get(key, {}), "imageReference": f"{place}/{key}:{tag}"} for key in keys}
    return json.dumps({**GIVEN, **images})


def configure(workspace: Workspace, settings: Mapping[str, str]) -> None:
    for name, value in settings.items():
        workspace.pulumi("config", "set", name, value)


def shown(workspace: Workspace, statement: str) -> list[dict[str, Any]]:
    with closing(Site(workspace.administrator).signed_in()) as connection, connection.cursor(DictCursor) as cursor:
        cursor.execute("USE ROLE MILVUS_DEPLOYER_ROLE")
        cursor.execute("USE SECONDARY ROLES ALL")
        return list(cursor.execute(statement).fetchall())


def services(workspace: Workspace) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in shown(workspace, "SHOW SERVICES IN DATABASE MILVUS_DEMO")}


def unchanged(workspace: Workspace) -> bool:
    preview = workspace.pulumi("preview", "--json")
    return {it["op"] for it in json.loads(preview[preview.index("{") :])["steps"]} <= {"same"}


def test_all_services_are_there_and_a_second_run_changes_nothing(cluster: Workspace) -> None:
    found = services(cluster)
    assert found.keys() == SERVICES
    assert {row["status"] for row in found.values()} == {"RUNNING"}
    assert {row["owner"] for name, row in found.items() if name != "JUPYTER"} == {"MILVUS_OWNER_ROLE"}
    assert unchanged(cluster)


def test_the_key_is_nowhere_in_clear(cluster: Workspace) -> None:
    secrets = shown(cluster, "SHOW SECRETS IN DATABASE MILVUS_DEMO")
    specifications = [shown(cluster, f"DESCRIBE SERVICE MILVUS_DEMO.PUBLIC.{name}") for name in SERVICES]
    assert {it["name"] for it in secrets} == {"MILVUS_OBJECTSTORE", "MILVUS_ROOT", "MILVUS_NOTEBOOK"}
    assert KEY not in f"{specifications}{cluster.pulumi('stack', 'export')}{cluster.pulumi('stack', 'output')}"


def test_the_notebook_enters_by_the_port_of_clients_alone(cluster: Workspace) -> None:
    granted = shown(cluster, "SHOW GRANTS OF SERVICE ROLE MILVUS_DEMO.PUBLIC.MILVUS!CLIENTS")
    assert [row["grantee_name"] for row in granted] == ["JUPYTER_OWNER_ROLE"]
    assert shown(cluster, "SHOW GRANTS OF SERVICE ROLE MILVUS_DEMO.PUBLIC.MILVUS!ALL_ENDPOINTS_USAGE") == []


def test_query_nodes_become_more_and_fewer_in_place(cluster: Workspace) -> None:
    made = services(cluster)["QUERYNODE"]["created_on"]
    for nodes in ("3", "1"):
        cluster.pulumi("config", "set", "queryNodes", nodes)
        said = cluster.pulumi(*UP)
        found = services(cluster)["QUERYNODE"]
        assert (found["created_on"], str(found["current_instances"])) == (made, nodes)
        assert "replaced" not in said
    assert unchanged(cluster)


def test_what_it_holds_is_kept_together_before_another_image(cluster: Workspace) -> None:
    cluster.pulumi("config", "set", "queryNodes", "2")
    cluster.pulumi(*UP)
    cluster.pulumi("config", "set", "services", images_of(*FOUNDATION, *ROLES, "milvus", tag="2"))
    assert "the cluster: kept in backup" in cluster.pulumi(*UP)
    kept = [dict(re.findall(r"(\w+): ([^;]+)", row["comment"])) for row in shown(cluster, SNAPSHOTS)]
    assert {it["service"].rpartition(".")[2] for it in kept} == {key.upper() for key in FOUNDATION}
    assert {(it["why"], it["backup"]) for it in kept} == {("before another image", kept[0]["backup"])}
    assert {row["status"] for row in services(cluster).values()} == {"RUNNING"}
    assert unchanged(cluster)


def test_parking_keeps_it_and_unparking_brings_it_back(cluster: Workspace) -> None:
    cluster.pulumi("config", "set", "parked", "true")
    cluster.pulumi(*UP)
    assert {row["status"] for row in services(cluster).values()} == {"SUSPENDED"}
    cluster.pulumi("config", "rm", "parked")
    cluster.pulumi(*UP)
    assert {row["status"] for row in services(cluster).values()} == {"RUNNING"}


def test_what_falls_away_with_a_bucket_outside_is_shown_and_data_is_not_left_behind(cluster: Workspace) -> None:
    cluster.pulumi("config", "set", "services", images_of("etcd", "kafka", *ROLES, "milvus"))
    configure(cluster, S3)
    assert re.search(r"- .*objectstore-service +delete", cluster.pulumi("preview"))
    cluster.pulumi("config", "set", "protect", "true")
    with pytest.raises(ToolchainError, match="Milvus holds its data in a service of the stack's own"):
        cluster.pulumi("preview")
    cluster.pulumi("config", "set", "protect", "false")
    cluster.pulumi("config", "rm-all", *S3)
    cluster.pulumi("config", "set", "services", images_of("etcd", "objectstore", *ROLES, "milvus"))
    cluster.pulumi("config", "set", "kafkaBrokers", "b1.example.org:9092")
    with pytest.raises(ToolchainError, match="Milvus has its queue in a service of the stack's own"):
        cluster.pulumi("preview")
    cluster.pulumi("config", "rm", "kafkaBrokers")


def test_the_other_topology_is_refused_until_the_data_is_given_up(cluster: Workspace) -> None:
    before = services(cluster)
    cluster.pulumi("config", "set", "services", json.dumps(GIVEN))
    cluster.pulumi("config", "set", "topology", "standalone")
    for command in (("preview",), UP):
        with pytest.raises(ToolchainError, match="Milvus holds its data as cluster, where the other does not look"):
            cluster.pulumi(*command)
    assert services(cluster) == before
    cluster.pulumi("destroy", "--yes", "--skip-preview", "--target", "**objectstore-service", "--target-dependents")
    cluster.pulumi(*UP)
    assert services(cluster).keys() == {"MILVUS", "JUPYTER"}


def test_storage_and_kafka_outside_are_reached_by_milvus_alone(cluster: Workspace) -> None:
    cluster.pulumi("destroy", "--yes", "--skip-preview", "--target", "**milvus-service", "--target-dependents")
    cluster.pulumi("config", "set", "services", images_of("etcd", *ROLES, "milvus"))
    configure(cluster, {"topology": "cluster", **S3, **KAFKA})
    cluster.pulumi("config", "set", "--secret", "kafkaPassword", stdin=KAFKA_PASSWORD)
    cluster.pulumi(*UP)
    found = services(cluster)
    assert found.keys() == SERVICES - {"OBJECTSTORE", "KAFKA"}
    assert {row["status"] for row in found.values()} == {"RUNNING"}
    ways = {name: row["external_access_integrations"] for name, row in found.items()}
    assert {ways[name] for name in ("MILVUS", *(role.upper() for role in ROLES))} == {'["MILVUS_EXTERNAL_EAI"]'}
    assert "EXTERNAL" not in f"{ways['ETCD']}{ways['JUPYTER']}"
    (rule,) = shown(cluster, "DESCRIBE NETWORK RULE MILVUS_DEMO.PUBLIC.MILVUS_EXTERNAL_RULE")
    hosts = {"s3.example.org:443", "b1.example.org:9092", "b2.example.org:9092"}
    assert set(rule["value_list"].split(",")) == hosts
    specifications = [shown(cluster, f"DESCRIBE SERVICE MILVUS_DEMO.PUBLIC.{name}") for name in found]
    assert (
        KAFKA_PASSWORD not in f"{specifications}{cluster.pulumi('stack', 'export')}{cluster.pulumi('stack', 'output')}"
    )
    assert unchanged(cluster)


def test_destroy_leaves_nothing(cluster: Workspace) -> None:
    cluster.pulumi("destroy", "--yes", "--skip-preview")
    assert shown(cluster, "SHOW DATABASES LIKE 'MILVUS_DEMO'") == []
    assert shown(cluster, "SHOW COMPUTE POOLS") == []
