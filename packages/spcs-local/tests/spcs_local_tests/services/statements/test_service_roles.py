"""Service roles: granted by whom, shown to whom."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.world import create


def test_only_the_owner_grants_service_roles(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner)
    run(owner, "GRANT USAGE, OPERATE, MONITOR ON SERVICE SVC TO ROLE GUEST")
    guest = world.connect(role="GUEST", database="DEMO", schema="APP")
    run(guest, "USE SECONDARY ROLES NONE")
    assert error_of(guest, "GRANT SERVICE ROLE SVC!ALL_ENDPOINTS_USAGE TO ROLE GUEST")[:2] == (3001, "42501")
    number, _, text = error_of(owner, "GRANT SERVICE ROLE SVC!NONE TO ROLE GUEST")
    assert number == 2003
    assert "DEMO.APP.SVC!NONE" in text


def test_service_role_shows_who_holds_it_and_what_it_opens(owner: SnowflakeConnection) -> None:
    create(owner)
    run(owner, "GRANT SERVICE ROLE SVC!READERS TO ROLE GUEST")
    [holder] = rows(owner, "SHOW GRANTS OF SERVICE ROLE SVC!READERS")
    del holder["created_on"]
    assert holder == {"role": "READERS", "granted_to": "ROLE", "grantee_name": "GUEST", "granted_by": "OWNER"}
    assert rows(owner, "SHOW GRANTS OF SERVICE ROLE DEMO.APP.SVC!ALL_ENDPOINTS_USAGE") == []
    [opened] = rows(owner, "SHOW GRANTS TO SERVICE ROLE SVC!READERS")
    assert (opened["privilege"], opened["granted_on"], opened["name"]) == (
        "USAGE",
        "SERVICE_ENDPOINT",
        "DEMO.APP.SVC!web",
    )
    assert (opened["granted_to"], opened["grantee_name"]) == ("SERVICE ROLE", "READERS")
    every = rows(owner, "SHOW GRANTS TO SERVICE ROLE SVC!ALL_ENDPOINTS_USAGE")
    assert [row["name"] for row in every] == ["DEMO.APP.SVC!api", "DEMO.APP.SVC!web"]
