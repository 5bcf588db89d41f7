"""What the owner gets to put things into."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest import mock

import pytest

from components.sql import Existing, Identifier
from components.storage import StorageArgs
from tests.unit import parts
from tests.unit.configuration import existing
from tests.unit.recording import COMMENT, Program, Recording


def test_make_no_schema_that_comes_with_its_database(program: Program) -> None:
    assert not program().of_type(":Schema")
    other = program(schema="S2")
    assert other.only(":Schema").inputs == {"name": "S2", "database": "MILVUS_DEMO", "comment": COMMENT}
    assert "storage-schema" in other.named("storage-repository").dependencies


OWNERS = {
    "milvus": {
        "database": ["USAGE"],
        "schema": ["USAGE", "CREATE SERVICE"],
        "warehouse": ["USAGE"],
        "repository": ["READ"],
        "data-stage": ["READ", "WRITE"],
    },
    "jupyter": {
        "database": ["USAGE"],
        "schema": ["USAGE", "CREATE SERVICE"],
        "warehouse": ["USAGE"],
        "repository": ["READ"],
        "files-stage": ["READ", "WRITE"],
    },
}


@pytest.mark.parametrize("owner", OWNERS)
def test_grant_an_owner_what_create_service_checks(program: Program, owner: str) -> None:
    assert granted(program(), f"storage-{owner}-owner-on-") == OWNERS[owner]


def test_grant_owners_the_stage_of_specifications_where_they_lie_there(program: Program) -> None:
    for owner, expected in OWNERS.items():
        found = granted(program(specSource="stage"), f"storage-{owner}-owner-on-")
        assert found == {**expected, "spec-stage": ["READ"]}


def test_grant_users_what_a_service_role_needs_beside_it(program: Program) -> None:
    assert granted(program(), "storage-role-on-") == {"database": ["USAGE"], "schema": ["USAGE"]}


def test_grant_users_what_the_guide_does_when_asked(program: Program) -> None:
    recording = program(guidePrivileges="true")
    everything = [it.name for it in recording.resources if it.inputs.get("allPrivileges")]
    assert set(everything) == {f"storage-role-on-{what}" for what in ("database", "schema", "warehouse")}
    assert granted(recording, "storage-role-on-files-stage") == {"": ["READ", "WRITE"]}


def granted(recording: Recording, prefix: str) -> dict[str, list[str]]:
    """Privileges, by what follows the prefix in a grant's name."""
    found = [it for it in recording.of_type(":GrantPrivilegesToAccountRole").values() if it.name.startswith(prefix)]
    return {it.name.removeprefix(prefix): it.inputs["privileges"] for it in found}


def test_refuse_a_warehouse_that_suspends_before_it_runs() -> None:
    with pytest.raises(
        ValueError, match="warehouseAutoSuspend is -1; allowed: a whole number from 0 to 604800 seconds"
    ):
        parts.warehouse(auto_suspend=-1)


def test_leave_object_parameters_to_the_account_unless_they_are_given(program: Program) -> None:
    times = {"warehouseStatementTimeout": "3600", "warehouseStatementQueuedTimeout": "0"}
    given = {**times, "dataRetentionTimeInDays": "7"}
    keys = "statementTimeoutInSeconds", "statementQueuedTimeoutInSeconds", "dataRetentionTimeInDays"
    for settings, expected in ({}, (None, None, None)), (given, (3600, 0, 7)):
        recording = program(**settings)
        found = {**recording.only(":Database").inputs, **recording.only(":Warehouse").inputs}
        assert tuple(found.get(key) for key in keys) == expected


def test_refuse_parameters_that_snowflake_does_not_take() -> None:
    with pytest.raises(ValueError, match="warehouseStatementTimeout is -1; allowed: a whole number from 0 to 604800"):
        replace(parts.warehouse(), statement_timeout=-1)


def test_refuse_a_warehouse_of_no_size() -> None:
    with pytest.raises(ValueError, match="warehouseSize is 'HUGE'; allowed: one of XSMALL, "):
        parts.warehouse(size="HUGE")


def test_put_things_into_a_schema_that_is_there(program: Program) -> None:
    recording = program(database=existing("ANALYTICS"), namePrefix="TEAM_")
    assert not recording.of_type(":Database")
    stage = recording.named("storage-files-stage").inputs
    assert (stage["database"], stage["schema"], stage["name"]) == ("ANALYTICS", "PUBLIC", "TEAM_FILES")
    assert granted(recording, "storage-milvus-owner-on-") == OWNERS["milvus"]


def test_make_a_schema_in_a_database_that_is_there(program: Program) -> None:
    recording = program(database=existing("ANALYTICS"), schema="OWN")
    assert recording.only(":Schema").inputs == {"name": "OWN", "database": "ANALYTICS", "comment": COMMENT}
    assert "storage-schema" in recording.named("storage-repository").dependencies


def test_run_queries_in_a_warehouse_that_is_there(program: Program) -> None:
    recording = program(warehouse=existing("WORK"))
    assert not recording.of_type(":Warehouse")
    assert recording.named("milvus-service").inputs["queryWarehouse"] == "WORK"


def test_grant_a_role_that_is_there_nothing_on_what_is_there(program: Program) -> None:
    recording = program(database=existing("ANALYTICS"), ownerRole=existing("SERVICES_OWNER"))
    own = {"warehouse": ["USAGE"], "repository": ["READ"], "data-stage": ["READ", "WRITE"]}
    assert granted(recording, "storage-milvus-owner-on-") == own
    assert granted(recording, "storage-jupyter-owner-on-") == OWNERS["jupyter"]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ({"schema": Existing("S")}, "schema S is there before; allowed: a new schema, or a database that is there"),
        (
            {"database": Existing("D"), "schema": Identifier("S"), "repository": Existing("R")},
            "repository R is there before",
        ),
        ({"database": Existing("D")}, "schema PUBLIC of D is new; allowed: Existing"),
    ],
)
def test_refuse_what_is_there_in_what_is_not(names: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(parts.storage(), **names)


def test_ask_for_the_url_of_a_repository_that_is_there() -> None:
    settings = replace(parts.storage(), database=Existing("D"), schema=Existing("PUBLIC"), repository=Existing("R"))
    with pytest.raises(ValueError, match="repository_url of R is None; allowed: the one it has"):
        StorageArgs(settings=settings, role="R", owner_roles={}, provider=mock.Mock())
