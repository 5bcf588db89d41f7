"""What is kept of statements."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.catalog import MIGRATIONS, Catalog
from spcs_local.model.objects import Objects
from spcs_local.model.statement_log import StatementLog
from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.world import PLAIN, create


def test_statement_is_logged_with_its_time_and_error(account: RunningAccount, admin: SnowflakeConnection) -> None:
    before = time.time()
    error_of(admin, "DROP ROLE NOPE")
    entry = account.account.log.last(1)[0]
    assert (entry["text"], entry["error_number"], entry["user"], entry["role"]) == (
        "DROP ROLE NOPE",
        2003,
        "ADMIN",
        "ACCOUNTADMIN",
    )
    assert entry["started_on"] >= before - 1


def logged(account: RunningAccount, text: str) -> tuple[str, str | None]:
    """User and role of a statement, as the log names them now."""
    [entry] = [entry for entry in account.account.log.last(1000) if entry["text"] == text]
    return entry["user"], entry["role"]


@pytest.fixture
def of_first(account: RunningAccount, admin: SnowflakeConnection) -> str:
    """A statement of the user FIRST in the role LOW."""
    run(admin, "CREATE ROLE LOW", "CREATE USER FIRST PASSWORD = 'first'", "GRANT ROLE LOW TO USER FIRST")
    run(account.connect(user="FIRST", password="first", role="LOW"), "SELECT 'of the first'")
    return "SELECT 'of the first'"


def test_log_names_a_user_and_a_role_as_they_are_called_now(
    account: RunningAccount, admin: SnowflakeConnection, of_first: str
) -> None:
    assert logged(account, of_first) == ("FIRST", "LOW")
    run(admin, 'ALTER USER FIRST RENAME TO "The first"', "ALTER ROLE LOW RENAME TO LOWER")
    run(admin, "CREATE USER FIRST", "CREATE ROLE LOW")
    assert logged(account, of_first) == ("The first", "LOWER")


def test_log_takes_nobody_for_a_dropped_user_of_their_name(
    account: RunningAccount, admin: SnowflakeConnection, of_first: str
) -> None:
    run(admin, "DROP USER FIRST", "DROP ROLE LOW")
    assert logged(account, of_first) == ("FIRST (dropped)", "LOW (dropped)")
    run(admin, "CREATE USER FIRST PASSWORD = 'first'", "CREATE ROLE LOW", "GRANT ROLE LOW TO USER FIRST")
    run(account.connect(user="FIRST", password="first", role="LOW"), "SELECT 'of the second'")
    assert logged(account, of_first) == ("FIRST (dropped)", "LOW (dropped)")
    assert logged(account, "SELECT 'of the second'") == ("FIRST", "LOW")


def test_log_names_a_service_as_it_is_called_now(world: RunningAccount, owner: SnowflakeConnection) -> None:
    create(owner, spec=PLAIN)
    [found] = world.account.model.objects.list("SERVICE")
    token = world.account.model.issue_service_token(found.id, found.owner_id)
    run(world.connect(user=None, authenticator="OAUTH", token=token), "SELECT 'of the service'")
    assert logged(world, "SELECT 'of the service'") == ("DEMO.APP.SVC", "OWNER")
    run(world.connect(role="ACCOUNTADMIN"), "ALTER SCHEMA DEMO.APP RENAME TO DEMO.MOVED")
    assert logged(world, "SELECT 'of the service'") == ("DEMO.MOVED.SVC", "OWNER")
    run(owner, "USE SCHEMA DEMO.MOVED", "DROP SERVICE SVC")
    create(owner, spec=PLAIN.replace("/app/", "/moved/"))
    assert logged(world, "SELECT 'of the service'")[0] == "DEMO.APP.SVC (dropped)"


def test_log_of_before_is_of_those_who_were_there_then(tmp_path: Path) -> None:
    path, numbers = tmp_path / "x.sqlite", [name for name, _ in MIGRATIONS]
    before = MIGRATIONS[: numbers.index("0010-roles-by-id")]
    with closing(Catalog(path, before)) as catalog:
        for number, (kind, name, created_on) in enumerate((("USER", "U", 5), ("ROLE", "R", 5), ("ROLE", "NEW", 50)), 1):
            catalog.execute(
                "INSERT INTO objects (id, kind, namespace, name, created_on, updated_on) VALUES (?, ?, ?, ?, ?, ?)",
                (number, kind, kind, name, created_on, created_on),
            )
        for role in ("R", "NEW", None):
            catalog.execute(
                "INSERT INTO statements (query_id, session_id, user, role, text, started_on, seconds)"
                " VALUES ('q', 1, 'U', ?, 'SELECT 1', 10, 0.1)",
                (role,),
            )
    with closing(Catalog(path, MIGRATIONS)) as catalog:
        found = StatementLog(catalog, Objects(catalog)).last(3)
    assert [(entry["user"], entry["role"]) for entry in found] == [("U", None), ("U", "NEW (dropped)"), ("U", "R")]


def test_last_query_id_is_of_the_session_alone(
    account: RunningAccount, admin: SnowflakeConnection, of_first: str
) -> None:
    run(admin, "DROP USER FIRST", "CREATE USER FIRST PASSWORD = 'first'")
    [entry] = [entry for entry in account.account.log.last(1000) if entry["text"] == of_first]
    second = account.connect(user="FIRST", password="first")
    assert rows(second, "SELECT LAST_QUERY_ID(-1) AS Q")[0]["q"] != entry["query_id"]
    assert rows(second, "SELECT LAST_QUERY_ID(1) AS Q")[0]["q"] != entry["query_id"]
