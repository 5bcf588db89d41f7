"""What is lost with a resource."""

from typing import Any

import pytest

from devkit.preview_diff import losses

PLACE = {"database": "D", "schema": "S", "name": "MILVUS"}
WITH_VOLUME = "spec:\n  volumes:\n    - {name: data, source: block, size: 10Gi}\n    - {name: files, source: stage}\n"


@pytest.mark.parametrize(
    ("kind", "inputs", "lost"),
    [
        ("snowflake:index/stageInternal:StageInternal", {"name": "DATA"}, "stage DATA, with its files"),
        ("snowflake:index/database:Database", {"name": "D"}, "database D, with all schemas, others' too"),
        ("snowflake:index/warehouse:Warehouse", {"name": "W"}, ""),
        (losses.SERVICE, {**PLACE, "fromSpecification": {"text": "spec: {}"}}, ""),
        (
            losses.SERVICE,
            {**PLACE, "fromSpecification": {"text": WITH_VOLUME}},
            "service MILVUS, with its block volume data (10Gi)",
        ),
        (
            losses.SERVICE,
            {**PLACE, "fromSpecification": {"stage": "@X"}},
            "service MILVUS, with its block volumes if it has some (its specification cannot be read)",
        ),
    ],
)
def test_what_holds_data_is_named_with_it(kind: str, inputs: dict[str, Any], lost: str) -> None:
    assert losses.of(kind, inputs, {}) == lost


@pytest.mark.parametrize(
    "told", [{"specification": {"digest": "d", "volumes": {"data": "10Gi"}}}, {"specification": WITH_VOLUME}]
)
def test_volumes_of_a_specification_on_a_stage_are_those_that_were_rolled(told: dict[str, Any]) -> None:
    rolled = {"database": "D", "schema": "S", "service": "MILVUS", **told}
    found = losses.volumes([(losses.ROLLOUT, rolled), (losses.SERVICE, PLACE)])
    assert losses.of(losses.SERVICE, {**PLACE, "fromSpecification": {"stage": "@X"}}, found) == (
        "service MILVUS, with its block volume data (10Gi)"
    )
