"""GRANT and REVOKE: of what, to whom, by whom."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import Connect, error_of, grants, rows, run


def test_revoke_takes_effect_in_open_sessions(admin: SnowflakeConnection, as_user: Connect) -> None:
    run(admin, "GRANT USAGE ON DATABASE D TO ROLE R")
    connection = as_user()
    run(connection, "USE DATABASE D")
    run(admin, "REVOKE USAGE ON DATABASE D FROM ROLE R")
    assert error_of(connection, "USE DATABASE D")[0] == 2043
    run(admin, "REVOKE ROLE R FROM USER U")
    assert rows(connection, "SELECT CURRENT_ROLE() AS R") == [{"r": None}]


def test_grant_all_expands_to_the_kinds_privileges(admin: SnowflakeConnection, as_user: Connect) -> None:
    del as_user
    run(admin, "USE ROLE SECURITYADMIN", "GRANT ALL PRIVILEGES ON STAGE D.PUBLIC.S TO R")
    assert grants(admin, "SHOW GRANTS ON STAGE D.PUBLIC.S") == {
        ("OWNERSHIP", "STAGE", "D.PUBLIC.S", "ROLE", "ACCOUNTADMIN", "true", "ACCOUNTADMIN"),
        ("READ", "STAGE", "D.PUBLIC.S", "ROLE", "R", "false", "ACCOUNTADMIN"),
        ("WRITE", "STAGE", "D.PUBLIC.S", "ROLE", "R", "false", "ACCOUNTADMIN"),
    }
    run(admin, "REVOKE ALL PRIVILEGES ON STAGE D.PUBLIC.S FROM ROLE R")
    assert len(grants(admin, "SHOW GRANTS ON STAGE D.PUBLIC.S")) == 1


def test_grant_option_passes_the_right_on(admin: SnowflakeConnection, as_user: Connect) -> None:
    run(admin, "CREATE ROLE OTHER", "GRANT USAGE ON DATABASE D TO ROLE R")
    connection = as_user()
    assert error_of(connection, "GRANT USAGE ON DATABASE D TO ROLE OTHER")[:2] == (3102, "42501")
    run(admin, "GRANT USAGE ON DATABASE D TO ROLE R WITH GRANT OPTION")
    run(connection, "GRANT USAGE ON DATABASE D TO ROLE OTHER")
    assert ("USAGE", "DATABASE", "D", "ROLE", "OTHER", "false", "R") in grants(admin, "SHOW GRANTS ON DATABASE D")
    assert error_of(admin, "REVOKE GRANT OPTION FOR USAGE ON DATABASE D FROM ROLE R")[:2] == (3036, "23001")
    run(admin, "REVOKE GRANT OPTION FOR USAGE ON DATABASE D FROM ROLE R CASCADE")
    assert {g[4] for g in grants(admin, "SHOW GRANTS ON DATABASE D") if g[0] == "USAGE"} == {"R"}
    assert error_of(connection, "GRANT USAGE ON DATABASE D TO ROLE OTHER")[0] == 3102


def test_grant_of_a_privilege_the_kind_has_not_is_an_error(admin: SnowflakeConnection, as_user: Connect) -> None:
    del as_user
    text = "003008 (42601): SQL compilation error:\nInvalid privilege 'OPERATE' for object type 'STAGE'."
    assert error_of(admin, "GRANT OPERATE ON STAGE D.PUBLIC.S TO ROLE R") == (3008, "42601", text)


def test_grant_on_all_reaches_each_object(admin: SnowflakeConnection, as_user: Connect) -> None:
    del as_user
    run(admin, "CREATE STAGE D.PUBLIC.T", "GRANT READ ON ALL STAGES IN SCHEMA D.PUBLIC TO ROLE R")
    assert {g[2] for g in grants(admin, "SHOW GRANTS TO ROLE R")} == {"D.PUBLIC.S", "D.PUBLIC.T"}


def test_ownership_moves_with_its_grants(admin: SnowflakeConnection, as_user: Connect) -> None:
    del as_user
    run(admin, "CREATE ROLE READER", "GRANT READ ON STAGE D.PUBLIC.S TO ROLE READER")
    assert error_of(admin, "GRANT OWNERSHIP ON STAGE D.PUBLIC.S TO ROLE R")[:2] == (3036, "23001")
    run(admin, "GRANT OWNERSHIP ON STAGE D.PUBLIC.S TO ROLE R COPY CURRENT GRANTS")
    assert rows(admin, "SHOW STAGES IN DATABASE D")[0]["owner"] == "R"
    run(admin, "GRANT OWNERSHIP ON STAGE D.PUBLIC.S TO ROLE SYSADMIN REVOKE CURRENT GRANTS")
    assert {g[0] for g in grants(admin, "SHOW GRANTS ON STAGE D.PUBLIC.S")} == {"OWNERSHIP"}
