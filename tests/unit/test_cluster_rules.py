"""What a cluster of the configuration has to have."""

from __future__ import annotations

from typing import Any

import pytest

from components import settings
from components.problems import SettingsError
from tests.unit.configuration import CLUSTER, CLUSTER_SECRETS, loaded, source


@pytest.mark.parametrize("changes", [{}, {"queryNodes": 4}, {"queryNodes": 9, "pools": {"milvus": {"maxNodes": 2}}}])
def test_take_what_the_nodes_have_room_for(changes: dict[str, Any]) -> None:
    assert problems_of(changes) == {}


def test_refuse_more_than_the_nodes_have_room_for() -> None:
    (problem,) = problems_of({"queryNodes": 9}).values()
    assert "milvus-spcs:pools.milvus.maxNodes is 1; allowed: 2 or more CPU_X64_S nodes" in problem
    (problem,) = problems_of(
        {"services": {"etcd": {"resources": {"memoryRequest": "13Gi", "memoryLimit": "13Gi"}}}}
    ).values()
    assert "2 or more" in problem


def test_refuse_versions_that_have_other_roles() -> None:
    (problem,) = problems_of({"milvusImage": "milvusdb/milvus:v2.6.14"}).values()
    assert "with topology cluster, a version before 2.6 (docs/cluster.md)" in problem
    assert loaded(milvusImage="milvusdb/milvus:v2.6.14").object_storage is None


def problems_of(changes: dict[str, Any]) -> dict[str, str]:
    try:
        settings.load(source({**CLUSTER, **changes}, CLUSTER_SECRETS), {})
    except SettingsError as error:
        return {problem.subject: str(problem) for problem in error.problems}
    return {}
