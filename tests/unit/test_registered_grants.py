"""What the program grants, gathered from what it registers."""

from __future__ import annotations

from tests.documented import documented_grants
from tests.unit import recording
from tests.unit.recording import Program

OWN = {"MILVUS_ROLE", "MILVUS_OWNER_ROLE", "JUPYTER_OWNER_ROLE"}


def test_gather_what_the_documents_list() -> None:
    recording.configure({"snowflake:role": "MILVUS_DEPLOYER_ROLE"})
    gathered = recording.record(recording.run_program).only(":ExtraGrants").inputs["expected"]
    listed = {
        role: sorted(
            f"{it.privilege} ON {it.on}"
            for it in documented_grants()
            if it.to == role and it.privilege != "service role"
        )
        for role in OWN
    }
    assert gathered == listed


def test_gather_all_of_an_object_and_what_the_configuration_adds(program: Program) -> None:
    services = {"third": {"like": "milvus", "pool": "jupyter", "owner": "THIRD", "mayEnter": ["users", "jupyter"]}}
    gathered = program(services=services, guidePrivileges="true").only(":ExtraGrants").inputs["expected"]
    assert {"ALL ON DATABASE MILVUS_DEMO", "ALL ON SCHEMA MILVUS_DEMO.PUBLIC"} <= set(gathered["MILVUS_ROLE"])
    assert "USAGE ON SERVICE MILVUS_DEMO.PUBLIC.THIRD" in gathered["JUPYTER_OWNER_ROLE"]
    assert "OPERATE ON COMPUTE POOL JUPYTER_COMPUTE_POOL" in gathered["THIRD"]
