"""Which roles count for whom."""

from __future__ import annotations

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, refusal, rows, run


def test_connect_as_administrator_has_the_default_role(account: RunningAccount) -> None:
    found = rows(account.connect(), "SELECT CURRENT_ROLE() AS R, CURRENT_USER() AS U, CURRENT_ACCOUNT() AS A")
    assert found == [{"r": "ACCOUNTADMIN", "u": "ADMIN", "a": "LOCALDEV"}]


def test_connect_with_role_not_granted_is_refused(account: RunningAccount, admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER U PASSWORD = 'secret'")
    assert "SYSADMIN" in refusal(account, user="U", password="secret", role="SYSADMIN")


def test_bound_token_takes_no_other_role(account: RunningAccount, admin: SnowflakeConnection) -> None:
    made = rows(admin, "ALTER USER ADMIN ADD PROGRAMMATIC ACCESS TOKEN P ROLE_RESTRICTION = 'SYSADMIN'")
    bound = account.connect(authenticator="PROGRAMMATIC_ACCESS_TOKEN", token=made[0]["token_secret"])
    restricted = "003107 (42501): SQL execution error:\nCurrent session is restricted. USE ROLE not allowed."
    for roles in ("ROLE ACCOUNTADMIN", "ROLE PUBLIC", "ROLE SYSADMIN", "SECONDARY ROLES ALL", "SECONDARY ROLES NONE"):
        assert error_of(bound, f"USE {roles}") == (3107, "42501", restricted)
    assert error_of(bound, "CREATE ROLE R")[0] == 3001
    assert rows(bound, "SELECT CURRENT_ROLE() AS R") == [{"r": "SYSADMIN"}]


def test_bound_token_has_no_secondary_roles(account: RunningAccount, admin: SnowflakeConnection) -> None:
    run(
        admin,
        *("CREATE ROLE BOUND", "CREATE ROLE OTHER", "CREATE WAREHOUSE W"),
        "GRANT USAGE ON WAREHOUSE W TO ROLE OTHER",
        "CREATE USER U DEFAULT_ROLE = BOUND DEFAULT_SECONDARY_ROLES = ('ALL')",
        *("GRANT ROLE BOUND TO USER U", "GRANT ROLE OTHER TO USER U"),
    )
    free, bound = (
        rows(admin, f"ALTER USER U ADD PROGRAMMATIC ACCESS TOKEN {token}")[0]["token_secret"]
        for token in ("FREE", "BOUND ROLE_RESTRICTION = 'BOUND'")
    )
    token = {"user": "U", "authenticator": "PROGRAMMATIC_ACCESS_TOKEN"}
    run(account.connect(**token, token=free), "USE WAREHOUSE W")
    assert error_of(account.connect(**token, token=bound), "USE WAREHOUSE W")[0] == 2043


def test_bound_token_is_worth_nothing_once_its_role_is_revoked(
    account: RunningAccount, admin: SnowflakeConnection
) -> None:
    run(admin, "CREATE ROLE R")
    run(admin, "CREATE USER BOUND")
    run(admin, "GRANT ROLE R TO USER BOUND")
    made = rows(admin, "ALTER USER BOUND ADD PROGRAMMATIC ACCESS TOKEN P ROLE_RESTRICTION = 'R'")
    token, model = made[0]["token_secret"], account.account.model
    assert model.has_role(model.authenticate_token(token), "R")

    run(admin, "REVOKE ROLE R FROM USER BOUND")
    assert not model.has_role(model.authenticate_token(token), "R")
    refused = refusal(account, user="BOUND", authenticator="PROGRAMMATIC_ACCESS_TOKEN", token=token)
    assert "Role 'R'" in refused
