"""Who is granted privileges."""

from __future__ import annotations

from tests.unit.recording import Program

SYSTEM_ROLES = {"ACCOUNTADMIN", "SECURITYADMIN", "SYSADMIN", "USERADMIN", "ORGADMIN", "PUBLIC"}


def test_grant_nothing_to_a_system_role(program: Program) -> None:
    recording = program()
    grantees = {item.inputs["accountRoleName"] for item in recording.of_type(":GrantPrivilegesToAccountRole").values()}
    assert grantees == {"MILVUS_ROLE", "MILVUS_OWNER_ROLE", "JUPYTER_OWNER_ROLE"}
    assert not grantees & SYSTEM_ROLES
