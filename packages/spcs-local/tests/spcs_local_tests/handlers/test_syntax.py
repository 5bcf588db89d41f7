"""Statements and clauses that Snowflake has for some kinds of object are its errors in syntax for the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import get_args

import pytest

from spcs_local.errors import SnowflakeError
from spcs_local.kinds.clauses import CREATE_CLAUSES, SOME_KINDS
from spcs_local.model.principal import Holder
from spcs_local.model.query_result import Result
from spcs_local.statements.rules.base import Scope
from spcs_local.statements.rules.objects import AlterRename, Create, Drop, Show
from spcs_local.testing import LocalAccount

Execute = Callable[[str], Result]
OBJECTS = (
    "USE ROLE ACCOUNTADMIN",
    "CREATE DATABASE D",
    "CREATE SECRET S TYPE = GENERIC_STRING SECRET_STRING = 'x'",
    "CREATE NETWORK RULE R TYPE = HOST_PORT MODE = EGRESS VALUE_LIST = ('example.com')",
    "CREATE EXTERNAL ACCESS INTEGRATION E ALLOWED_NETWORK_RULES = (R) ENABLED = TRUE",
    "CREATE COMPUTE POOL P MIN_NODES = 1 MAX_NODES = 2 INSTANCE_FAMILY = CPU_X64_XS INITIALLY_SUSPENDED = TRUE",
)


@pytest.fixture(scope="module")
def execute(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Execute]:
    """Statements of the administrator, on an account with some objects."""
    with LocalAccount(tmp_path_factory.mktemp("home")) as running:
        account = running.account
        administrator = account.model.objects.find("USER", "ADMIN")
        assert administrator is not None
        session = account.model.identity.session(Holder(administrator.id))
        for statement in OBJECTS:
            account.execute(session, statement)
        yield lambda statement: account.execute(session, statement)


@pytest.mark.parametrize(
    ("text", "line", "position", "unexpected"),
    [
        ("CREATE INTEGRATION X", 1, 7, "INTEGRATION"),
        ("DESC IMAGE REPOSITORY X", 1, 5, "IMAGE"),
        ("ALTER SECRET S RENAME /* to */ TO T", 1, 15, "RENAME"),
        ("ALTER IMAGE REPOSITORY IF EXISTS S\n  RENAME TO T", 2, 2, "RENAME"),
        ("ALTER STAGE S UNSET COMMENT", 1, 20, "COMMENT"),
        ("ALTER ROLE PUBLIC SUSPEND", 1, 18, "SUSPEND"),
        ("ALTER WAREHOUSE W ENABLE MANAGED ACCESS", 1, 18, "ENABLE"),
        ("ALTER ROLE PUBLIC ADD PROGRAMMATIC ACCESS TOKEN T", 1, 18, "ADD"),
        ("ALTER ROLE PUBLIC REMOVE PROGRAMMATIC ACCESS TOKEN T", 1, 18, "REMOVE"),
        ("DROP WAREHOUSE IF EXISTS W cascade", 1, 27, "cascade"),
        ("DROP USER U RESTRICT", 1, 12, "RESTRICT"),
        ("GRANT OWNERSHIP ON ACCOUNT TO ROLE PUBLIC", 1, 19, "ACCOUNT"),
        ("SHOW TERSE STAGES", 1, 5, "TERSE"),
        ("SHOW TERSE COMPUTE POOLS", 1, 5, "TERSE"),
        ("SHOW TERSE SERVICES IN COMPUTE POOL P", 1, 5, "TERSE"),
        ("SHOW SECRETS LIKE 'LIMIT' LIMIT 1", 1, 26, "LIMIT"),
        ("SHOW WAREHOUSES STARTS WITH 'W'", 1, 16, "STARTS"),
        ("SHOW USERS IN SCHEMA D.PUBLIC", 1, 14, "SCHEMA"),
        ("SHOW SCHEMAS IN SCHEMA D.PUBLIC", 1, 16, "SCHEMA"),
        ("SHOW INTEGRATIONS IN D", 1, 21, "D"),
        ("SHOW TERSE SECRETS STARTS WITH 'S' LIMIT 1", 1, 5, "TERSE"),
        ("SHOW SECRETS STARTS WITH 'S' LIMIT 1", 1, 13, "STARTS"),
        ("CREATE TRANSIENT STAGE S", 1, 7, "TRANSIENT"),
        ("CREATE STAGE S WITH MANAGED ACCESS", 1, 15, "WITH"),
    ],
)
def test_name_the_word_that_snowflake_does_not_take(
    execute: Execute, text: str, line: int, position: int, unexpected: str
) -> None:
    with pytest.raises(SnowflakeError) as caught:
        execute(text)
    assert (caught.value.code, caught.value.sqlstate) == ("001003", "42000")
    sentence = f"syntax error line {line} at position {position} unexpected '{unexpected}'."
    assert caught.value.message == f"SQL compilation error:\n{sentence}"


def test_know_every_clause_by_the_name_of_its_part() -> None:
    parts = {part.name for statement in (Create, AlterRename, Drop, Show) for part in fields(statement)}
    assert parts | {scope.rule() for scope in get_args(Scope)} >= SOME_KINDS
    assert parts >= set(CREATE_CLAUSES)


@pytest.mark.parametrize(
    "text",
    [
        "ALTER SECRET D.PUBLIC.S UNSET SECRET_STRING",
        "ALTER EXTERNAL ACCESS INTEGRATION E UNSET ENABLED",
        "ALTER COMPUTE POOL P UNSET MIN_NODES",
        "ALTER INTEGRATION E UNSET ENABLED",
    ],
)
def test_unset_what_has_no_default_is_refused(execute: Execute, text: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        execute(text)
    assert (caught.value.code, caught.value.sqlstate) == ("001422", "42601")


def test_unset_puts_defaults_back(execute: Execute) -> None:
    execute("ALTER EXTERNAL ACCESS INTEGRATION E UNSET ALLOWED_NETWORK_RULES")
    execute("ALTER COMPUTE POOL P SET AUTO_SUSPEND_SECS = 60")
    execute("ALTER COMPUTE POOL P UNSET AUTO_SUSPEND_SECS, AUTO_RESUME")
    described = {row[0]: row[2] for row in execute("DESCRIBE INTEGRATION E").rows}
    assert described["ALLOWED_NETWORK_RULES"] == ""
    assert 3600 in execute("SHOW COMPUTE POOLS").rows[0]
