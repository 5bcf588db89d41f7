"""GRANT … ON FUTURE …: what new objects come with."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run

WORLD = (
    "USE ROLE ACCOUNTADMIN",
    "CREATE ROLE READER",
    "CREATE ROLE MAKER",
    "GRANT ROLE MAKER TO USER ADMIN",
    "CREATE DATABASE D",
    "GRANT USAGE, CREATE SCHEMA ON DATABASE D TO ROLE MAKER",
    "GRANT USAGE, CREATE STAGE, CREATE SECRET ON SCHEMA D.PUBLIC TO ROLE MAKER",
)


def granted(connection: SnowflakeConnection, what: str) -> list[tuple[str, str, str, str]]:
    """Privilege, role, grant option and grantor of what is granted on an object, ownership apart."""
    found = rows(connection, f"SHOW GRANTS ON {what}")
    return [
        (row["privilege"], row["grantee_name"], row["grant_option"], row["granted_by"])
        for row in found
        if row["privilege"] != "OWNERSHIP"
    ]


def test_new_object_is_granted_by_its_owner(admin: SnowflakeConnection, account: RunningAccount) -> None:
    run(admin, *WORLD, "GRANT READ ON FUTURE STAGES IN SCHEMA D.PUBLIC TO ROLE READER WITH GRANT OPTION")
    maker = account.connect(role="MAKER")
    run(maker, "CREATE STAGE D.PUBLIC.S", "CREATE SECRET D.PUBLIC.W TYPE = GENERIC_STRING SECRET_STRING = 'x'")
    assert granted(admin, "STAGE D.PUBLIC.S") == [("READ", "READER", "true", "MAKER")]
    assert granted(admin, "SECRET D.PUBLIC.W") == []
    run(maker, "REVOKE READ ON STAGE D.PUBLIC.S FROM ROLE READER", "CREATE OR REPLACE STAGE D.PUBLIC.S")
    assert granted(admin, "STAGE D.PUBLIC.S") == [("READ", "READER", "true", "MAKER")]


def test_objects_that_are_there_are_left_alone(admin: SnowflakeConnection) -> None:
    run(admin, *WORLD, "CREATE STAGE D.PUBLIC.S", "GRANT ALL ON FUTURE STAGES IN DATABASE D TO ROLE READER")
    assert granted(admin, "STAGE D.PUBLIC.S") == []
    run(admin, "CREATE STAGE D.PUBLIC.T", "REVOKE ALL ON FUTURE STAGES IN DATABASE D FROM ROLE READER")
    assert sorted(privilege for privilege, *_ in granted(admin, "STAGE D.PUBLIC.T")) == ["READ", "WRITE"]
    run(admin, "CREATE STAGE D.PUBLIC.U")
    assert granted(admin, "STAGE D.PUBLIC.U") == []


def test_schema_grants_put_those_of_the_database_aside(admin: SnowflakeConnection) -> None:
    run(
        admin,
        *WORLD,
        "GRANT READ ON FUTURE STAGES IN DATABASE D TO ROLE READER",
        "GRANT READ ON FUTURE SECRETS IN DATABASE D TO ROLE READER",
        "GRANT WRITE ON FUTURE STAGES IN SCHEMA D.PUBLIC TO ROLE MAKER",
        "CREATE STAGE D.PUBLIC.S",
        "CREATE SECRET D.PUBLIC.W TYPE = GENERIC_STRING SECRET_STRING = 'x'",
    )
    assert [(privilege, role) for privilege, role, *_ in granted(admin, "STAGE D.PUBLIC.S")] == [("WRITE", "MAKER")]
    assert [(privilege, role) for privilege, role, *_ in granted(admin, "SECRET D.PUBLIC.W")] == [("READ", "READER")]


def test_new_schema_is_granted_in_its_database(admin: SnowflakeConnection) -> None:
    run(admin, *WORLD, "GRANT USAGE, MONITOR ON FUTURE SCHEMAS IN DATABASE D TO ROLE READER", "CREATE SCHEMA D.NEW")
    assert sorted(privilege for privilege, *_ in granted(admin, "SCHEMA D.NEW")) == ["MONITOR", "USAGE"]
    number, state, _ = error_of(admin, "GRANT USAGE ON FUTURE SCHEMAS IN SCHEMA D.NEW TO ROLE READER")
    assert (number, state) == (1003, "42000")


def test_future_grants_are_shown(admin: SnowflakeConnection) -> None:
    run(admin, *WORLD, 'CREATE SCHEMA D."s"', "GRANT READ ON FUTURE STAGES IN DATABASE D TO ROLE READER")
    run(admin, 'GRANT USAGE ON FUTURE SERVICES IN SCHEMA D."s" TO ROLE READER WITH GRANT OPTION')
    shown = rows(admin, "SHOW FUTURE GRANTS TO ROLE READER")
    for row in shown:
        del row["created_on"]
    one = {"privilege": "READ", "grant_on": "STAGE", "name": "D.<STAGE>", "grant_to": "ROLE", "grantee_name": "READER"}
    other = one | {"privilege": "USAGE", "grant_on": "SERVICE", "name": 'D."s".<SERVICE>'}
    assert shown == [one | {"grant_option": "false"}, other | {"grant_option": "true"}]
    run(admin, 'REVOKE GRANT OPTION FOR USAGE ON FUTURE SERVICES IN SCHEMA D."s" FROM ROLE READER')
    assert [row["grant_option"] for row in rows(admin, 'SHOW FUTURE GRANTS IN SCHEMA D."s"')] == ["false"]
    assert [row["name"] for row in rows(admin, "SHOW FUTURE GRANTS IN DATABASE D")] == ["D.<STAGE>"]


def test_future_grants_go_with_role_and_container(admin: SnowflakeConnection) -> None:
    run(admin, *WORLD, "CREATE SCHEMA D.GONE", "GRANT READ ON FUTURE STAGES IN SCHEMA D.GONE TO ROLE READER")
    run(admin, "DROP SCHEMA D.GONE", "GRANT READ ON FUTURE STAGES IN DATABASE D TO ROLE MAKER", "DROP ROLE MAKER")
    assert rows(admin, "SHOW FUTURE GRANTS TO ROLE READER") == []
    assert rows(admin, "SHOW FUTURE GRANTS IN DATABASE D") == []
