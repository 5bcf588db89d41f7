"""Statements on objects, through the real connector."""

from __future__ import annotations

import pytest
import snowflake.connector
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run

DATABASE = "CREATE DATABASE D"
SCOPED = {
    "STAGE": "CREATE STAGE",
    "IMAGE REPOSITORY": "CREATE IMAGE REPOSITORY",
    "NETWORK RULE": "CREATE NETWORK RULE",
}
OPTIONS = {"NETWORK RULE": " TYPE = HOST_PORT MODE = EGRESS VALUE_LIST = ('example.com')"}
PLURALS = {"STAGE": "STAGES", "IMAGE REPOSITORY": "IMAGE REPOSITORIES", "NETWORK RULE": "NETWORK RULES"}


def names(connection: SnowflakeConnection, statement: str) -> list[str]:
    return [row["name"] for row in rows(connection, statement)]


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


def test_names_fold_unquoted_and_keep_quoted(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE ROLE mixed_Case", 'CREATE ROLE "mixed_Case"', 'CREATE ROLE "a""b; DROP ROLE x --"')
    assert names(admin, "SHOW ROLES LIKE 'mixed\\\\_case'") == ["MIXED_CASE", "mixed_Case"]
    assert names(admin, "SHOW ROLES STARTS WITH 'a'") == ['a"b; DROP ROLE x --']


def test_identifier_function_stands_for_a_name(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE DATABASE IDENTIFIER('\"d b\"')", "USE DATABASE identifier ('\"d b\"')")
    assert rows(admin, "SELECT CURRENT_DATABASE() AS D") == [{"d": "d b"}]
    run(admin, "DROP DATABASE IDENTIFIER('\"d b\"')")


def test_double_dot_stands_for_public(admin: SnowflakeConnection) -> None:
    run(admin, DATABASE, "CREATE STAGE D..S")
    assert rows(admin, "SHOW STAGES IN SCHEMA D.PUBLIC")[0]["name"] == "S"


@pytest.mark.parametrize(
    "text",
    [
        "/* before */ CREATE /* within */ OR\n REPLACE -- to the end\n ROLE R // and this\n ;",
        'CREATE ROLE "R" --terraform_provider_usage_tracking {"json":1}',
        "create\trole\nr;;",
    ],
)
def test_comments_and_space_do_not_matter(admin: SnowflakeConnection, text: str) -> None:
    run(admin, text)
    assert names(admin, "SHOW ROLES LIKE 'R'") == ["R"]


def test_literals_keep_what_is_in_them(admin: SnowflakeConnection) -> None:
    with admin.cursor() as cursor:
        cursor.execute("SELECT 'a''b', 'c\\\\d\\ne', $$it's /* -- */ \\n$$, -1.5, TRUE, NULL AS \"x y\"")
        assert cursor.fetchall() == [("a'b", "c\\d\ne", "it's /* -- */ \\n", -1.5, True, None)]
        assert cursor.description is not None
        assert cursor.description[5][0] == "x y"


def test_bindings_are_values_and_no_text(account: RunningAccount) -> None:
    connection = account.connect(paramstyle="qmark")
    with connection.cursor() as cursor:
        cursor.execute("SELECT ? AS V", ("x'; DROP ROLE PUBLIC; --",))
        assert cursor.fetchall() == [("x'; DROP ROLE PUBLIC; --",)]


@pytest.mark.parametrize(
    ("text", "number", "state"),
    [
        ("MERGE INTO T", 990001, "0A000"),
        ("SELECT 1 FROM T", 990001, "0A000"),
        ("CREATE TABLE T (A INT)", 990001, "0A000"),
        ("SELECT SYSTEM$NOPE()", 990001, "0A000"),
        ("USEROLEACCOUNTADMIN", 1003, "42000"),
        ("CREATE ROLE", 1003, "42000"),
        ("CREATE ROLE 'x", 1003, "42000"),
        ("CREATE WAREHOUSE W NOPE = 1", 1422, "42601"),
        ("CREATE WAREHOUSE W WAREHOUSE_SIZE = HUGE", 1008, "22023"),
        ("CREATE WAREHOUSE W AUTO_SUSPEND = -1", 1008, "22023"),
        ("ALTER SESSION SET NOPE = 1", 2141, "42601"),
        ("USE DATABASE NOPE", 2043, "02000"),
        ("CREATE STAGE S", 90105, "22000"),
    ],
)
def test_error_has_number_and_state(admin: SnowflakeConnection, text: str, number: int, state: str) -> None:
    assert error_of(admin, text)[:2] == (number, state)


def test_what_is_not_supported_says_so(admin: SnowflakeConnection) -> None:
    assert error_of(admin, "MERGE INTO T")[2].endswith("is not supported by the local account.")


def test_use_moves_the_session_and_a_failure_does_not(admin: SnowflakeConnection) -> None:
    run(admin, DATABASE, "CREATE SCHEMA S", "USE ROLE SYSADMIN", "USE SCHEMA D.PUBLIC")
    error_of(admin, "USE ROLE ORGADMIN")
    error_of(admin, "CREATE DATABASE D")
    found = rows(admin, "SELECT CURRENT_ROLE() R, CURRENT_DATABASE() D, CURRENT_SCHEMA() S")
    assert found == [{"r": "SYSADMIN", "d": "D", "s": "PUBLIC"}]


def test_use_without_a_word_takes_database_or_schema(admin: SnowflakeConnection) -> None:
    run(admin, DATABASE, "CREATE SCHEMA S", "CREATE DATABASE E", "USE D", "USE D.S")
    assert rows(admin, "SELECT CURRENT_DATABASE() D, CURRENT_SCHEMA() S") == [{"d": "D", "s": "S"}]


def test_alter_session_set_and_unset_show(admin: SnowflakeConnection) -> None:
    run(admin, "ALTER SESSION SET TIMEZONE = 'Europe/Berlin', LOCK_TIMEOUT = 5")
    shown = rows(admin, "SHOW PARAMETERS LIKE 'TIMEZONE' IN SESSION")[0]
    assert (shown["value"], shown["level"]) == ("Europe/Berlin", "SESSION")
    run(admin, "ALTER SESSION UNSET TIMEZONE")
    assert rows(admin, "SHOW PARAMETERS LIKE 'TIMEZONE'")[0]["level"] == ""


def test_alter_sets_and_unsets_properties(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE WAREHOUSE W", "ALTER WAREHOUSE W SET AUTO_SUSPEND = 60 WAREHOUSE_SIZE = 'LARGE' COMMENT = 'c'")
    changed = rows(admin, "SHOW WAREHOUSES")[0]
    run(admin, "ALTER WAREHOUSE W UNSET AUTO_SUSPEND, COMMENT", "ALTER WAREHOUSE IF EXISTS NOPE SET COMMENT = 'x'")
    reset = rows(admin, "SHOW WAREHOUSES")[0]
    assert (changed["auto_suspend"], changed["size"], changed["comment"]) == (60, "Large", "c")
    assert (reset["auto_suspend"], reset["size"], reset["comment"]) == (600, "Large", "")


def test_alter_warehouse_suspends_once(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE WAREHOUSE W", "ALTER WAREHOUSE W SUSPEND")
    assert rows(admin, "SHOW WAREHOUSES")[0]["state"] == "SUSPENDED"
    assert error_of(admin, "ALTER WAREHOUSE W SUSPEND")[:2] == (90064, "22000")
    run(admin, "ALTER WAREHOUSE W RESUME IF SUSPENDED", "ALTER WAREHOUSE W RESUME IF SUSPENDED")
    assert rows(admin, "SHOW WAREHOUSES")[0]["state"] == "STARTED"


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


def test_show_filters_and_limits(admin: SnowflakeConnection) -> None:
    run(admin, *(f"CREATE ROLE R{n}" for n in range(5)))
    assert names(admin, "SHOW ROLES LIKE 'r%' LIMIT 2 FROM 'R1'") == ["R2", "R3"]
    assert names(admin, "SHOW ROLES STARTS WITH 'r'") == []
    assert set(rows(admin, "SHOW TERSE ROLES LIKE 'R1'")[0]) == {"created_on", "name"}


def test_show_user_tells_defaults(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER milvus_user PASSWORD='x' DEFAULT_ROLE = MILVUS_ROLE DEFAULT_SECONDARY_ROLES = ('ALL')")
    user = rows(admin, "SHOW USERS LIKE 'MILVUS_USER'")[0]
    described = {row["property"]: row["value"] for row in rows(admin, "DESCRIBE USER MILVUS_USER")}
    assert (user["default_role"], user["default_secondary_roles"], user["has_password"]) == (
        "MILVUS_ROLE",
        '["ALL"]',
        "true",
    )
    assert (described["DEFAULT_ROLE"], described["PASSWORD"]) == ("MILVUS_ROLE", "********")


def test_show_image_repository_has_its_address(admin: SnowflakeConnection, account: RunningAccount) -> None:
    run(admin, "CREATE DATABASE Milvus_Demo", "CREATE IMAGE REPOSITORY MILVUS_DEMO.PUBLIC.MILVUS_REPO")
    found = rows(admin, "SHOW IMAGE REPOSITORIES IN ACCOUNT")[0]
    assert found["repository_url"] == f"{account.account.model.registry.host}/milvus_demo/public/milvus_repo"


def test_external_access_integration_needs_egress_rules(admin: SnowflakeConnection) -> None:
    run(
        admin,
        DATABASE,
        "CREATE NETWORK RULE OUT TYPE = HOST_PORT MODE = EGRESS VALUE_LIST = ('0.0.0.0:443','0.0.0.0:80')",
        "CREATE NETWORK RULE INTO TYPE = IPV4 MODE = INGRESS VALUE_LIST = ('10.0.0.0/8')",
        "CREATE EXTERNAL ACCESS INTEGRATION E ALLOWED_NETWORK_RULES = (out) ENABLED = TRUE",
    )
    described = {r["property"]: r["property_value"] for r in rows(admin, "DESC EXTERNAL ACCESS INTEGRATION E")}
    assert described["ALLOWED_NETWORK_RULES"] == "D.PUBLIC.OUT"
    assert rows(admin, "DESCRIBE NETWORK RULE OUT")[0]["value_list"] == "0.0.0.0:443,0.0.0.0:80"
    bad = "CREATE EXTERNAL ACCESS INTEGRATION F ALLOWED_NETWORK_RULES = (D.PUBLIC.INTO) ENABLED = TRUE"
    assert error_of(admin, bad)[0] == 394209


def test_integrations_share_one_name_space(admin: SnowflakeConnection) -> None:
    create = "CREATE SECURITY INTEGRATION S TYPE=oauth OAUTH_CLIENT=snowservices_ingress ENABLED=true"
    run(admin, create)
    assert [(i["name"], i["category"]) for i in rows(admin, "SHOW INTEGRATIONS")] == [("S", "SECURITY")]
    assert error_of(admin, "DROP EXTERNAL ACCESS INTEGRATION S")[0] == 2003
    run(admin, "DROP INTEGRATION S")


def test_describe_of_cursor_needs_no_run(admin: SnowflakeConnection) -> None:
    with admin.cursor() as cursor:
        described = cursor.describe("SELECT 1 AS ONE")
        assert [column.name for column in described or ()] == ["ONE"]


def test_async_query_answers_later(admin: SnowflakeConnection) -> None:
    with admin.cursor() as cursor:
        cursor.execute_async("SELECT 42 AS ANSWER")
        cursor.get_results_from_sfqid(cursor.sfqid or "")
        assert cursor.fetchall() == [(42,)]


def test_two_statements_at_once_are_refused(admin: SnowflakeConnection) -> None:
    with pytest.raises(snowflake.connector.errors.Error), admin.cursor() as cursor:
        cursor.execute("SELECT 1; SELECT 2")


def test_describe_of_cursor_changes_nothing(admin: SnowflakeConnection) -> None:
    with admin.cursor() as cursor:
        described = cursor.describe("CREATE ROLE R")
    assert [column.name for column in described or ()] == ["status"]
    assert names(admin, "SHOW ROLES LIKE 'R'") == []


def test_resize_may_be_told_to_wait(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE WAREHOUSE W", "ALTER WAREHOUSE W SET WAREHOUSE_SIZE = 'SMALL' WAIT_FOR_COMPLETION = true")
    assert rows(admin, "SHOW WAREHOUSES")[0]["size"] == "Small"
