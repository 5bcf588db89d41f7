"""A change of the topology, before anything is touched."""

from __future__ import annotations

from components.recorded_state import Recorded
from components.topology_change import problems_of_topology
from tests.unit.configuration import loaded
from tests.unit.test_cluster_definitions import clustered

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
