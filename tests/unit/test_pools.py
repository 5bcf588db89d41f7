"""Compute pools."""

from __future__ import annotations

import json

import pytest

from components.service_definitions import PoolSettings
from components.sql import Existing, Identifier
from tests.unit.configuration import existing
from tests.unit.recording import Program


@pytest.mark.parametrize(
    ("family", "nodes", "message"),
    [
        ("STANDARD_1", (1, 1), "instanceFamily is 'STANDARD_1'; allowed: one of CPU_X64_XS, "),
        ("CPU_X64_S", (2, 1), "nodes are 2 to 1; allowed: 1 or more, the least first"),
        ("CPU_X64_S", (0, 1), "nodes are 0 to 1"),
    ],
)
def test_refuse_what_is_no_pool(family: str, nodes: tuple[int, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        PoolSettings(name=Identifier("P"), instance_family=family, min_nodes=nodes[0], max_nodes=nodes[1])


def test_make_pools_of_one_node(program: Program) -> None:
    for pool in program(instanceFamily="CPU_X64_M").of_type(":ComputePool").values():
        if pool.provider:  # the resource, and not the component around it
            nodes = (pool.inputs["minNodes"], pool.inputs["maxNodes"], pool.inputs["instanceFamily"])
            assert nodes == (1, 1, "CPU_X64_M")
            assert pool.provider == "deployer"


def test_each_of_the_two_has_its_own_family_nodes_and_rest_by_configuration(program: Program) -> None:
    pools = {
        "milvus": {"instanceFamily": "HIGHMEM_X64_S", "minNodes": 1, "maxNodes": 3, "autoSuspend": 600},
        "jupyter": {"instanceFamily": "CPU_X64_XS", "minNodes": 2, "autoSuspend": 0},
    }
    recording = program(pools=json.dumps(pools))
    fields = ("instanceFamily", "minNodes", "maxNodes", "autoSuspendSecs")
    made = {key: tuple(recording.named(f"{key}-pool").inputs[field] for field in fields) for key in pools}
    assert made == {"milvus": ("HIGHMEM_X64_S", 1, 3, 600), "jupyter": ("CPU_X64_XS", 2, 2, 0)}


def test_leave_to_the_account_when_a_pool_rests(program: Program) -> None:
    assert "autoSuspendSecs" not in program().named("milvus-pool").inputs


def test_grant_the_use_of_a_pool_to_the_owners_of_its_services(program: Program) -> None:
    grants = {it.name: it.inputs for it in program().resources if "-pool-to-" in it.name}
    assert {name: (it["accountRoleName"], it["privileges"]) for name, it in grants.items()} == {
        "milvus-pool-to-milvus-owner": ("MILVUS_OWNER_ROLE", ["USAGE", "MONITOR", "OPERATE"]),
        "jupyter-pool-to-jupyter-owner": ("JUPYTER_OWNER_ROLE", ["USAGE", "MONITOR", "OPERATE"]),
    }


def test_use_a_pool_that_is_there_as_it_is(program: Program) -> None:
    recording = program(milvusPool=existing("BIG"))
    pools = [it.name for it in recording.of_type(":ComputePool").values() if it.provider]
    assert pools == ["jupyter-pool"]
    assert recording.named("milvus-service").inputs["computePool"] == "BIG"
    granted = recording.named("milvus-pool-to-milvus-owner").inputs["onAccountObject"]
    assert granted == {"objectName": '"BIG"', "objectType": "COMPUTE POOL"}


def test_know_a_pool_that_is_there_by_its_name_alone() -> None:
    assert PoolSettings(name=Existing("BIG")).instance_family is None
