"""What the owner gets to put things into."""

from __future__ import annotations

import pytest

from tests.unit import parts
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


def test_refuse_a_warehouse_of_no_size() -> None:
    with pytest.raises(ValueError, match="warehouseSize is 'HUGE'; allowed: one of XSMALL, "):
        parts.warehouse(size="HUGE")
