"""What follows from objects that are there before, and what contradicts them."""

from __future__ import annotations

from typing import Any

import pytest

from components.sql import Existing
from tests.unit.configuration import EVERYTHING_EXISTS, existing, loaded, problems, source
from tests.unit.recording import SECRET_KEYS, STACK

PASSWORD = "milvus-spcs:milvusUserPassword"


def test_everything_may_be_there_before_and_no_name_gets_the_prefix() -> None:
    found = loaded(**EVERYTHING_EXISTS, namePrefix="TEAM_")
    assert found.egress is not None
    names = [
        *(found.access.role, *found.access.owners.values(), found.access.user, found.egress.integration),
        *(found.storage.database, found.storage.schema, found.storage.repository, found.storage.warehouse.name),
        *(pool.name for pool in found.pools.values()),
    ]
    assert len(names) == 13
    assert [name for name in names if not isinstance(name, Existing) or name.startswith("TEAM_")] == []
    assert found.storage.files_stage == "TEAM_FILES"
    assert found.access.user_password is None
    assert (found.egress.rule, found.egress.hosts) == (None, ())


def test_the_schema_public_is_there_with_its_database() -> None:
    assert isinstance(loaded(database=existing("D")).storage.schema, Existing)
    assert not isinstance(loaded(database=existing("D"), schema="OWN").storage.schema, Existing)
    assert not isinstance(loaded().storage.schema, Existing)


@pytest.mark.parametrize(
    ("changes", "subject", "message"),
    [
        ({"schema": existing("S")}, "schema", "is there before in milvus-spcs:database MILVUS_DEMO, which is not"),
        (
            {"database": existing("D"), "schema": "S", "repository": existing("R")},
            "repository",
            "is there before in milvus-spcs:schema S, which is not; allowed: in one that is as well",
        ),
        ({"user": existing("U"), "milvusUserPassword": "kept"}, "milvusUserPassword", "since milvus-spcs:user is"),
        ({"warehouse": existing("W"), "warehouseSize": "SMALL"}, "warehouseSize", "pulumi config rm milvus-spcs:ware"),
        ({"warehouse": existing("W"), "warehouseAutoSuspend": "60"}, "warehouseAutoSuspend", "is given; allowed: no"),
        ({"warehouse": existing("W"), "warehouseStatementTimeout": "9"}, "warehouseStatementTimeout", "is given; all"),
        ({"database": existing("D"), "dataRetentionTimeInDays": "7"}, "dataRetentionTimeInDays", "since milvus-spcs:"),
        ({"egressIntegration": existing("E"), "networkRule": "N"}, "networkRule", "is given; allowed: nothing, since"),
        ({"egressIntegration": existing("E"), "egressHosts": ""}, "egressHosts", "is given; allowed: nothing, since"),
        (
            {"pools": {"a": {"existing": True, "name": "P", "instanceFamily": "CPU_X64_S"}}},
            "pools.a.instanceFamily",
            "is 'CPU_X64_S'; allowed: nothing, since the pool is there before",
        ),
        (
            {"milvusPool": existing("P"), "pools": {"milvus": {"maxNodes": 2}}},
            "pools.milvus.maxNodes",
            "is 2; allowed: nothing",
        ),
        ({"pools": {"milvus": {"existing": True}}}, "pools.milvus.name", "is missing; allowed: the whole name"),
        (
            {
                "services": {
                    "a": {"pool": "milvus", "owner": "X"},
                    "b": {"pool": "milvus", "owner": {"name": "X", "existing": True}},
                }
            },
            "services.b.owner",
            "is 'X'; allowed: in all services alike",
        ),
        (
            {"database": existing("D"), "user": existing("U"), "guidePrivileges": "true"},
            "guidePrivileges",
            "allowed: false beside user, database, schema of others",
        ),
    ],
)
def test_say_what_contradicts_an_object_that_is_there(changes: dict[str, Any], subject: str, message: str) -> None:
    given = dict(changes)
    if "user" in given and "milvusUserPassword" not in given:
        given["milvusUserPassword"] = ""
    found = problems(source(given))
    assert list(found) == [f"milvus-spcs:{subject}"]
    assert message in found[f"milvus-spcs:{subject}"]
    assert "kept" not in str(found)


def test_say_nothing_of_a_place_that_is_wrong_itself() -> None:
    assert list(problems(source({"database": "d", "schema": existing("S")}))) == ["milvus-spcs:database"]


def test_a_password_is_asked_for_a_user_who_is_made_alone() -> None:
    assert PASSWORD in STACK
    assert PASSWORD in SECRET_KEYS
    assert list(problems(source({"milvusUserPassword": ""}))) == [PASSWORD]
    assert loaded(user=existing("U"), milvusUserPassword="").access.user_password is None


def test_what_is_not_of_an_object_that_is_there_holds_for_the_others() -> None:
    found = loaded(milvusPool=existing("P"), instanceFamily="CPU_X64_L", services={"jupyter": {"pool": "milvus"}})
    assert (found.pools["milvus"].instance_family, found.pools["jupyter"].instance_family) == (None, "CPU_X64_L")


def test_a_pool_that_begins_as_one_that_is_there_is_the_stacks_own() -> None:
    found = loaded(pools={"a": {"existing": True, "name": "P"}, "b": {"like": "a"}}).pools
    assert (found["b"].name, found["b"].instance_family) == ("B", "CPU_X64_S")
    assert not isinstance(found["b"].name, Existing)
