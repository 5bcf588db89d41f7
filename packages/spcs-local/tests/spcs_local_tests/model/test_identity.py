"""Which roles count for whom."""

from __future__ import annotations

import json

import pytest
from snowflake.connector import SnowflakeConnection

from devkit.testing.waiting import until
from spcs_local.errors import SessionGoneError, SignInFailedError
from spcs_local.model.session import Session
from spcs_local_tests.running import RunningAccount, error_of, refusal, rows, run
from spcs_local_tests.services.world import PLAIN

SCAN = "SELECT * FROM TABLE(RESULT_SCAN('{}'))"


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
    with pytest.raises(SignInFailedError, match="Role 'R'"):
        model.authenticate_token(token)
    refused = refusal(account, user="BOUND", authenticator="PROGRAMMATIC_ACCESS_TOKEN", token=token)
    assert "Role 'R'" in refused


def test_session_of_a_revoked_role_is_worth_public_alone(account: RunningAccount, admin: SnowflakeConnection) -> None:
    run(admin, "CREATE ROLE HIGH", "CREATE USER BOUND", "GRANT ROLE HIGH TO USER BOUND")
    made = rows(admin, "ALTER USER BOUND ADD PROGRAMMATIC ACCESS TOKEN P ROLE_RESTRICTION = 'HIGH'")
    bound = account.connect(user="BOUND", password=made[0]["token_secret"])
    assert rows(bound, "SELECT CURRENT_AVAILABLE_ROLES() AS R") == [{"r": '["HIGH", "PUBLIC"]'}]
    run(admin, "REVOKE ROLE HIGH FROM USER BOUND")
    assert rows(bound, "SELECT CURRENT_AVAILABLE_ROLES() AS R") == [{"r": '["PUBLIC"]'}]
    assert rows(bound, "SELECT CURRENT_ROLE() AS R") == [{"r": None}]


def test_bound_token_follows_its_role_and_not_the_roles_name(
    account: RunningAccount, admin: SnowflakeConnection
) -> None:
    run(admin, "CREATE ROLE LOW", "CREATE USER BOUND", "GRANT ROLE LOW TO USER BOUND")
    made = rows(admin, "ALTER USER BOUND ADD PROGRAMMATIC ACCESS TOKEN P ROLE_RESTRICTION = 'LOW'")
    model, token = account.account.model, made[0]["token_secret"]
    run(admin, "ALTER ROLE LOW RENAME TO LOWER", "CREATE ROLE LOW", "GRANT ROLE LOW TO USER BOUND")
    assert model.authenticate_token(token).role == "LOWER"
    run(admin, "DROP ROLE LOWER")
    with pytest.raises(SignInFailedError, match="Programmatic access token is invalid"):
        model.authenticate_token(token)


def test_name_that_was_another_users_gives_nothing_of_theirs(
    account: RunningAccount, admin: SnowflakeConnection
) -> None:
    run(admin, "CREATE USER FIRST PASSWORD = 'first'", "GRANT ROLE SYSADMIN TO USER FIRST")
    first = account.connect(user="FIRST", password="first", role="SYSADMIN")
    run(first, "CREATE DATABASE SECRET_OF_FIRST")
    token = rows(admin, "ALTER USER FIRST ADD PROGRAMMATIC ACCESS TOKEN P")[0]["token_secret"]
    query = rows(first, "SELECT LAST_QUERY_ID() AS Q")[0]["q"]
    run(admin, "ALTER USER FIRST RENAME TO RENAMED", "CREATE USER FIRST PASSWORD = 'second'")

    second = account.connect(user="FIRST", password="second")
    assert error_of(second, SCAN.format(query))[0] == 709
    assert rows(second, "SHOW USER PROGRAMMATIC ACCESS TOKENS") == []
    assert rows(first, "SELECT CURRENT_USER() AS U") == [{"u": "RENAMED"}]
    assert [row["name"] for row in rows(first, "SHOW USER PROGRAMMATIC ACCESS TOKENS")] == ["P"]
    assert "differs from the user tied" in refusal(account, user="FIRST", password=token)
    run(first, "ALTER USER RENAMED SET DEFAULT_ROLE = SYSADMIN")
    assert error_of(first, "ALTER USER FIRST SET DEFAULT_ROLE = SYSADMIN")[0] in (2003, 3001)

    run(admin, "DROP USER RENAMED")
    with pytest.raises(SessionGoneError):
        account.account.model.identity.of_session(Session(1, 10**6))


def test_session_follows_its_roles_and_not_their_names(account: RunningAccount, admin: SnowflakeConnection) -> None:
    again = [
        f"{verb} ROLE {role}{to}" for role in ("LOW", "SIDE") for verb, to in (("CREATE", ""), ("GRANT", " TO USER U"))
    ]
    run(admin, "CREATE USER U PASSWORD = 'secret' DEFAULT_SECONDARY_ROLES = ()", *again)
    session = account.connect(user="U", password="secret", role="LOW")
    run(session, "USE SECONDARY ROLES SIDE")

    def acts_as() -> tuple[str | None, str, list[str]]:
        [now] = rows(session, "SELECT CURRENT_ROLE() AS R, CURRENT_SECONDARY_ROLES() AS S")
        current = [row["name"] for row in rows(session, "SHOW ROLES") if row["is_current"] == "Y"]
        return now["r"], json.loads(now["s"])["roles"], current

    assert acts_as() == ("LOW", "SIDE", ["LOW"])
    run(admin, "ALTER ROLE LOW RENAME TO LOWER", "ALTER ROLE SIDE RENAME TO ASIDE", *again)
    assert acts_as() == ("LOWER", "ASIDE", ["LOWER"])
    run(admin, *("DROP ROLE LOWER", "DROP ROLE ASIDE", "DROP ROLE LOW", "DROP ROLE SIDE"), *again)
    assert acts_as() == (None, "", [])
    assert account.account.log.last(1)[0]["role"] is None


def test_user_has_nothing_of_a_dropped_one_of_their_name(account: RunningAccount, admin: SnowflakeConnection) -> None:
    model, make = account.account.model, "CREATE USER FIRST PASSWORD = '{}'"
    run(admin, make.format("first"), "GRANT ROLE SYSADMIN TO USER FIRST")
    first = account.connect(user="FIRST", password="first", role="SYSADMIN")
    token = rows(admin, "ALTER USER FIRST ADD PROGRAMMATIC ACCESS TOKEN P")[0]["token_secret"]
    cookie = model.authenticate_password("FIRST", "first").holder
    query = rows(first, "SELECT LAST_QUERY_ID() AS Q")[0]["q"]
    first.cursor().execute_async("SELECT SYSTEM$WAIT(600)")
    session = int(first.session_id)
    until(lambda: model.under_way.of(session), "that the statement is under way")
    run(admin, "DROP USER FIRST", make.format("second"))

    assert error_of(first, "SELECT 1")[0] in (390104, 390111)
    with pytest.raises(SignInFailedError, match="Programmatic access token is invalid"):
        model.authenticate_token(token)
    with pytest.raises(SignInFailedError):
        model.principal_of(cookie)
    second = account.connect(user="FIRST", password="second")
    assert error_of(second, SCAN.format(query))[0] == 709
    assert rows(second, f"SELECT SYSTEM$CANCEL_ALL_QUERIES({session}) AS N") == [{"n": "0 cancelled."}]
    assert rows(second, "SHOW USER PROGRAMMATIC ACCESS TOKENS") == []
    assert rows(second, "SELECT CURRENT_AVAILABLE_ROLES() AS R") == [{"r": '["PUBLIC"]'}]
    model.under_way.cancel_all()


def test_service_is_nobody_of_its_name(owner: SnowflakeConnection, world: RunningAccount) -> None:
    run(owner, f"CREATE SERVICE ADMIN IN COMPUTE POOL POOL FROM SPECIFICATION $${PLAIN}$$")
    model = world.account.model
    query = rows(world.connect(), "SELECT LAST_QUERY_ID() AS Q")[0]["q"]
    found = model.objects.list("SERVICE")[0]
    token = model.issue_service_token(found.id, found.owner_id)
    service = world.connect(user=None, authenticator="OAUTH", token=token)
    assert rows(service, "SELECT CURRENT_USER() AS U") == [{"u": "ADMIN"}]
    assert error_of(service, SCAN.format(query))[0] == 709
    for statement in ("SHOW USER PROGRAMMATIC ACCESS TOKENS", "SHOW USER WORKLOAD IDENTITY AUTHENTICATION METHODS"):
        assert error_of(service, statement)[0] == 2003
    assert model.authenticate_token(token).user == "DEMO.APP.ADMIN"
    assert "DEMO.APP.ADMIN" in {entry["user"] for entry in world.account.log.last(10)}


def test_who_was_signed_in_before_acts_by_what_they_hold_now(
    account: RunningAccount, admin: SnowflakeConnection
) -> None:
    run(admin, "CREATE ROLE A", "CREATE ROLE B", "CREATE USER U PASSWORD = 'secret' DEFAULT_ROLE = A")
    run(admin, "ALTER USER U SET DEFAULT_SECONDARY_ROLES = ('ALL')", "GRANT ROLE A TO USER U")
    model = account.account.model
    everything = model.authenticate_password("U", "secret")
    session = model.identity.session(everything.holder)
    session.secondary = str(model.objects.ids("ROLE", ["A"])[0])
    some = model.identity.of_session(session)
    run(admin, "GRANT ROLE B TO USER U", "REVOKE ROLE A FROM USER U")
    again = model.principal_again(everything)
    assert (again.role, again.secondary_roles) == (None, ("B", "PUBLIC"))
    again = model.principal_again(some)
    assert (again.role, again.secondary_roles) == (None, ())
    run(admin, "DROP USER U")
    with pytest.raises(SignInFailedError):
        model.principal_again(everything)
