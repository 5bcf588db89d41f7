"""A change of the topology, before anything is touched."""

from __future__ import annotations

from typing import Any

from components.recorded_state import Recorded
from components.topology_change import problems_of_topology
from tests.unit.configuration import loaded
from tests.unit.test_cluster_definitions import clustered
from tests.unit.test_external_stores import KAFKA, S3

PREFIX = "urn:pulumi:dev::milvus-spcs::milvus-spcs:index:SpcsService$snowflake:index/service:Service::"
STANDALONE: Recorded = {f"{PREFIX}{key}-service": {} for key in ("milvus", "jupyter")}
CLUSTER: Recorded = {f"{PREFIX}{key}-service": {} for key in ("objectstore", "milvus", "jupyter")}


def test_data_of_the_other_topology_is_not_left_behind() -> None:
    (problem,) = problems_of_topology(clustered(), STANDALONE)
    assert str(problem).startswith(
        "milvus-spcs:topology is cluster, and Milvus holds its data as standalone, where the"
    )
    assert "allowed: standalone. To do: pulumi config set milvus-spcs:topology standalone; or move" in str(problem)
    assert "pulumi destroy --target '**milvus-service' --target-dependents" in str(problem)
    (problem,) = problems_of_topology(loaded(), CLUSTER)
    assert "pulumi destroy --target '**objectstore-service' --target-dependents" in str(problem)


def test_who_holds_no_data_may_have_either() -> None:
    assert problems_of_topology(clustered(), {}) == problems_of_topology(loaded(), {}) == []
    assert problems_of_topology(clustered(), CLUSTER) == problems_of_topology(loaded(), STANDALONE) == []
    assert problems_of_topology(loaded(), {f"{PREFIX}etcd-service": {}}) == []


def state(*services: str, **environment: str) -> Recorded:
    """Of a cluster; the environment is that of its coordinator."""
    text = f"spec: {{containers: [{{name: coordinator, env: {environment}}}]}}"
    named = {f"{PREFIX}{key}-service": dict[str, Any]() for key in ("etcd", "milvus", *services)}
    return {**named, f"{PREFIX}coordinator-service": {"fromSpecification": {"text": text}}}


def on_stage(recorded: Recorded) -> Recorded:
    """The same, with the specification of the coordinator in a file."""
    given = recorded[f"{PREFIX}coordinator-service"]["fromSpecification"]["text"]
    file = "urn:pulumi:dev::milvus-spcs::a$pulumi-python:dynamic/stage_file:StageFile::coordinator-specification"
    service = {"fromSpecification": {"stage": "S", "file": "coordinator.yaml", "text": ""}}
    return {**recorded, f"{PREFIX}coordinator-service": service, file: {"content": given}}


OUTSIDE = {"MINIO_ADDRESS": S3["objectStoreHost"], "MINIO_PORT": "443", "MINIO_BUCKETNAME": S3["objectStoreBucket"]}


def test_data_is_not_left_behind_in_another_bucket() -> None:
    for settings, recorded, was in (
        (clustered(**S3), state("objectstore", "kafka"), "a service of the stack's own"),
        (clustered(), state("kafka", **OUTSIDE), "bucket vectors-of-acme of s3.eu-central-1.amazonaws.com:443"),
        (clustered(**{**S3, "objectStoreBucket": "other"}), state("kafka", **OUTSIDE), "bucket vectors-of-acme of"),
    ):
        (problem,) = problems_of_topology(settings, recorded)
        assert f"and Milvus holds its data in {was}" in str(problem)
        assert "copy all objects of the bucket while nothing is written" in str(problem)
    assert problems_of_topology(clustered(**S3), state("kafka", **OUTSIDE)) == []
    assert problems_of_topology(clustered(**S3), on_stage(state("kafka", **OUTSIDE))) == []
    assert problems_of_topology(clustered(), on_stage(state("kafka", **OUTSIDE)))


def test_who_has_copied_the_bucket_may_have_the_other() -> None:
    assert problems_of_topology(clustered(**S3, protect="false"), state("objectstore", "kafka")) == []


def test_the_queue_stays_what_it_was() -> None:
    for settings, recorded in (
        (clustered(**KAFKA, protect="false"), state("objectstore", "kafka")),
        (clustered(protect="false"), state("objectstore")),
    ):
        (problem,) = problems_of_topology(settings, recorded)
        assert str(problem).startswith("milvus-spcs:kafkaBrokers is ")
        assert "pulumi destroy --target '**etcd-service' --target-dependents" in str(problem)
    without = {f"{PREFIX}{key}-service": dict[str, Any]() for key in ("objectstore", "kafka")}
    assert problems_of_topology(clustered(**KAFKA), without) == []


def test_a_cluster_whose_bucket_is_outside_is_none_of_one_process() -> None:
    (problem,) = problems_of_topology(loaded(), state("kafka", **OUTSIDE))
    assert "and Milvus holds its data as cluster" in str(problem)
    assert "--target '**etcd-service'" in str(problem)
