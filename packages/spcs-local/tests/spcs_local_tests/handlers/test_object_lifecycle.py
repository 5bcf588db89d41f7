"""CREATE, ALTER and DROP of objects of many kinds."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, names, rows, run

DATABASE = "CREATE DATABASE D"
SCOPED = {
    "STAGE": "CREATE STAGE",
    "IMAGE REPOSITORY": "CREATE IMAGE REPOSITORY",
    "NETWORK RULE": "CREATE NETWORK RULE",
}


OPTIONS = {"NETWORK RULE": " TYPE = HOST_PORT MODE = EGRESS VALUE_LIST = ('example.com')"}
PLURALS = {"STAGE": "STAGES", "IMAGE REPOSITORY": "IMAGE REPOSITORIES", "NETWORK RULE": "NETWORK RULES"}


@pytest.mark.parametrize("kind", ["ROLE", "USER", "WAREHOUSE", "DATABASE"])
def test_create_and_drop_account_object(admin: SnowflakeConnection, kind: str) -> None:
    run(admin, f'CREATE {kind} "o\'1"')
    assert names(admin, f"SHOW {kind}S LIKE 'o''1'") == ["o'1"]
    run(admin, f'DROP {kind} "o\'1"')
    assert names(admin, f"SHOW {kind}S LIKE 'o''1'") == []


@pytest.mark.parametrize("kind", list(SCOPED))
def test_create_and_drop_schema_object(admin: SnowflakeConnection, kind: str) -> None:
    run(admin, DATABASE, "CREATE SCHEMA S", f"CREATE {kind} O{OPTIONS.get(kind, '')}")
    found = rows(admin, f"SHOW {PLURALS[kind]} LIKE 'o' IN SCHEMA D.S")
    assert [(o["name"], o["database_name"], o["schema_name"], o["owner"]) for o in found] == [
        ("O", "D", "S", "ACCOUNTADMIN")
    ]
    run(admin, f"DROP {kind} IF EXISTS D.S.O", f"DROP {kind} IF EXISTS D.S.O")
    assert names(admin, f"SHOW {PLURALS[kind]} IN ACCOUNT") == []


def test_create_twice_says_it_exists(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE ROLE R", "CREATE ROLE IF NOT EXISTS R")
    expected = (2002, "42710", "002002 (42710): SQL compilation error:\nObject 'R' already exists.")
    assert error_of(admin, "create role r") == expected


def test_create_or_replace_makes_a_new_object(admin: SnowflakeConnection, account: RunningAccount) -> None:
    run(admin, DATABASE, "CREATE STAGE S COMMENT = 'old'")
    old = account.account.model.objects.list("STAGE")[0].id
    run(admin, "CREATE OR REPLACE STAGE S")
    new = account.account.model.objects.list("STAGE")[0]
    assert (new.comment, new.id != old) == ("", True)


def test_drop_of_what_is_not_there_says_so(admin: SnowflakeConnection) -> None:
    text = "002003 (02000): SQL compilation error:\nRole 'R' does not exist or not authorized."
    assert error_of(admin, "DROP ROLE R") == (2003, "02000", text)


def test_alter_sets_and_unsets_properties(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE WAREHOUSE W", "ALTER WAREHOUSE W SET AUTO_SUSPEND = 60 WAREHOUSE_SIZE = 'LARGE' COMMENT = 'c'")
    changed = rows(admin, "SHOW WAREHOUSES")[0]
    run(admin, "ALTER WAREHOUSE W UNSET AUTO_SUSPEND, COMMENT", "ALTER WAREHOUSE IF EXISTS NOPE SET COMMENT = 'x'")
    reset = rows(admin, "SHOW WAREHOUSES")[0]
    assert (changed["auto_suspend"], changed["size"], changed["comment"]) == (60, "Large", "c")
    assert (reset["auto_suspend"], reset["size"], reset["comment"]) == (600, "Large", "")


def test_rename_keeps_the_object(admin: SnowflakeConnection) -> None:
    run(admin, DATABASE, "CREATE STAGE S", "ALTER STAGE S RENAME TO T", "ALTER DATABASE D RENAME TO E")
    assert [(s["name"], s["database_name"]) for s in rows(admin, "SHOW STAGES IN ACCOUNT")] == [("T", "E")]


def test_drop_database_takes_what_lies_in_it(admin: SnowflakeConnection, account: RunningAccount) -> None:
    run(admin, DATABASE, "CREATE STAGE S", "CREATE IMAGE REPOSITORY R")
    directory = account.account.model.stages.directory(account.account.model.objects.list("STAGE")[0])
    run(admin, "DROP DATABASE D")
    assert account.account.model.objects.list("STAGE") == []
    assert not directory.exists()
    assert rows(admin, "SELECT CURRENT_DATABASE() D, CURRENT_SCHEMA() S") == [{"d": None, "s": None}]
