"""Names of objects: the prefix in front, no two of a kind alike."""

from __future__ import annotations

import pytest

from tests.unit.configuration import loaded, problems, source
from tests.unit.recording import Program


def test_put_the_prefix_before_every_name_but_the_schemas() -> None:
    found = loaded(namePrefix="TEAM_", database="D2", services={"hello": {"pool": "big"}}, pools={"big": {"name": "B"}})
    assert (found.access.role, found.access.user) == ("TEAM_MILVUS_ROLE", "TEAM_MILVUS_USER")
    assert found.access.owners == {"milvus": "TEAM_MILVUS_OWNER_ROLE", "jupyter": "TEAM_JUPYTER_OWNER_ROLE"}
    storage = found.storage
    assert (storage.database, storage.schema, storage.warehouse.name) == ("TEAM_D2", "PUBLIC", "TEAM_MILVUS_WAREHOUSE")
    assert storage.repository_path == "team_d2/public/team_milvus_repo"
    assert [pool.name for pool in found.pools.values()] == [
        "TEAM_MILVUS_COMPUTE_POOL",
        "TEAM_JUPYTER_COMPUTE_POOL",
        "TEAM_B",
    ]
    assert [service.name for service in found.services.values()] == ["TEAM_MILVUS", "TEAM_JUPYTER", "TEAM_HELLO"]


def test_all_objects_of_the_program_have_the_prefix(program: Program) -> None:
    named = [item for item in program(namePrefix="TEAM_").resources if item.type.startswith("snowflake:")]
    names = [item.inputs["name"] for item in named if "name" in item.inputs]
    assert len(names) == 18
    assert all(name.startswith("TEAM_") for name in names)


@pytest.mark.parametrize(
    ("changes", "subject", "message"),
    [
        ({"namePrefix": "team_"}, "namePrefix", "is 'team_'; allowed: capitals, digits and _, at most 63"),
        ({"namePrefix": "TEAM_", "database": "D" * 251}, "database", "with namePrefix; allowed: a name of capitals"),
        ({"namePrefix": "SYS", "role": "ADMIN"}, "role", "is 'SYSADMIN' with namePrefix; allowed: a role of the stack"),
        (
            {"namePrefix": "TEAM_", "services": {"hello": {"pool": "milvus", "name": "H" * 251}}},
            "services.hello.name",
            "with namePrefix; allowed: a name of capitals",
        ),
    ],
)
def test_refuse_a_name_that_the_prefix_makes_wrong(changes: dict[str, object], subject: str, message: str) -> None:
    found = problems(source(changes))
    assert list(found) == [f"milvus-spcs:{subject}"]
    assert message in found[f"milvus-spcs:{subject}"]


@pytest.mark.parametrize(
    ("changes", "subject", "other"),
    [
        ({"role": "R", "ownerRole": "R"}, "ownerRole", "role"),
        ({"dataStage": "FILES"}, "filesStage", "dataStage"),
        ({"jupyterPool": "MILVUS_COMPUTE_POOL"}, "jupyterPool", "milvusPool"),
        ({"milvusService": "JUPYTER"}, "jupyterService", "milvusService"),
        ({"services": {"second": {"like": "milvus", "name": "MILVUS"}}}, "services.second.name", "milvusService"),
        ({"services": {"jupyter": {"name": "MILVUS"}}}, "services.jupyter.name", "milvusService"),
        (
            {"jupyterService": "HELLO", "services": {"hello": {"pool": "milvus"}}},
            "services.hello.name",
            "jupyterService",
        ),
        ({"pools": {"a": {"name": "P"}, "b": {"name": "P"}}}, "pools.b.name", "pools.a.name"),
    ],
)
def test_refuse_two_of_a_kind_by_one_name(changes: dict[str, object], subject: str, other: str) -> None:
    found = problems(source(changes))
    assert list(found) == [f"milvus-spcs:{subject}"]
    assert f"a name other than milvus-spcs:{other}'s" in found[f"milvus-spcs:{subject}"]


def test_say_of_all_kinds_at_once_which_names_are_alike() -> None:
    found = problems(
        source(
            {
                "dataStage": "FILES",
                "pools": {"a": {"name": "MILVUS_COMPUTE_POOL"}},
                "services": {"b": {"pool": "a", "name": "JUPYTER"}},
            }
        )
    )
    assert set(found) == {"milvus-spcs:filesStage", "milvus-spcs:pools.a.name", "milvus-spcs:services.b.name"}


def test_let_objects_of_different_kinds_share_a_name() -> None:
    found = loaded(milvusPool="SAME", milvusService="SAME", warehouse="SAME", role="SAME")
    assert found.pools["milvus"].name == found.services["milvus"].name == "SAME"
