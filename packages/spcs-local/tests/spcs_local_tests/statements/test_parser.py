"""Names, literals, comments and bindings, through the real connector."""

from __future__ import annotations

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, names, rows, run


def test_names_fold_unquoted_and_keep_quoted(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE ROLE mixed_Case", 'CREATE ROLE "mixed_Case"', 'CREATE ROLE "a""b; DROP ROLE x --"')
    assert names(admin, "SHOW ROLES LIKE 'mixed\\\\_case'") == ["MIXED_CASE", "mixed_Case"]
    assert names(admin, "SHOW ROLES STARTS WITH 'a'") == ['a"b; DROP ROLE x --']


def test_identifier_function_stands_for_a_name(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE DATABASE IDENTIFIER('\"d b\"')", "USE DATABASE identifier ('\"d b\"')")
    assert rows(admin, "SELECT CURRENT_DATABASE() AS D") == [{"d": "d b"}]
    run(admin, "DROP DATABASE IDENTIFIER('\"d b\"')")


def test_double_dot_stands_for_public(admin: SnowflakeConnection) -> None:
    run(admin, "CREATE DATABASE D", "CREATE STAGE D..S")
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
