"""docs/privileges.md lists what the program grants."""

from __future__ import annotations

from components.bootstrap import PASSED_ON, TO_MAKE
from tests.documented import deployers_privileges, documented_grants
from tests.unit import recording

ROLE, SERVICE_ROLE = "role", "service role"


def test_every_grant_of_the_program_is_listed_with_its_privileges() -> None:
    found = {(it.grant, it.privilege, it.to) for it in documented_grants()}
    recording.configure({"snowflake:role": "MILVUS_DEPLOYER_ROLE"})
    program = recording.record(recording.run_program)
    granted = {
        (grant.name, privilege, grant.inputs["accountRoleName"])
        for grant in program.of_type(":GrantPrivilegesToAccountRole").values()
        for privilege in grant.inputs["privileges"]
    }
    granted |= {
        (grant.name, ROLE, grant.inputs.get("parentRoleName") or grant.inputs["userName"])
        for grant in program.of_type(":GrantAccountRole").values()
    }
    granted |= {
        (grant.name, SERVICE_ROLE, grant.inputs["grantee"]) for grant in program.of_type(":ServiceRole").values()
    }
    assert found == granted


def test_every_privilege_of_the_bootstrap_statements_is_listed() -> None:
    assert deployers_privileges() == [*TO_MAKE, PASSED_ON]
