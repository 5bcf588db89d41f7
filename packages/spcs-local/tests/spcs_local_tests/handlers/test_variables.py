"""Session variables: set, used wherever a value or a name stands, told, gone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run


def test_script_names_its_objects_by_variables(admin: SnowflakeConnection) -> None:
    run(
        admin,
        "SET pool_name = 'P1'",
        "SET (db, nodes) = ('D' || '1', 1 + 1)",
        "CREATE COMPUTE POOL IF NOT EXISTS IDENTIFIER($pool_name) MIN_NODES = 1 MAX_NODES = $NODES"
        " INSTANCE_FAMILY = CPU_X64_XS",
        "CREATE DATABASE IDENTIFIER($db)",
        "GRANT USAGE ON COMPUTE POOL IDENTIFIER($pool_name) TO ROLE PUBLIC",
    )
    (pool,) = rows(admin, "SHOW COMPUTE POOLS LIKE $pool_name")
    assert (pool["name"], pool["max_nodes"]) == ("P1", 2)
    assert rows(admin, "SELECT $db, CURRENT_DATABASE() = $db AS here") == [{"$db": "D1", "here": True}]


@pytest.mark.parametrize(
    ("assigned", "value", "kind"),
    [
        ("'a''b'", "a'b", "text"),
        ("1.50", Decimal("1.50"), "fixed"),
        ("TRUE", True, "boolean"),
        ("1e0 / 4", 0.25, "real"),
    ],
)
def test_variable_keeps_its_type(shared: RunningAccount, assigned: str, value: object, kind: str) -> None:
    connection = shared.connect()
    run(connection, f"SET v = {assigned}")
    assert [list(row.values()) for row in rows(connection, "SELECT $v")] == [[value]]
    (told,) = rows(connection, "SHOW VARIABLES")
    assert (told["name"], told["type"]) == ("V", kind)


def test_variable_is_its_sessions_until_it_is_unset(shared: RunningAccount) -> None:
    one, other = shared.connect(), shared.connect()
    run(one, "SET (a, b, c) = (1, 2, 3)", "UNSET (a, b)", "UNSET never_set")
    assert [row["name"] for row in rows(one, "SHOW VARIABLES")] == ["C"]
    assert rows(one, "SHOW VARIABLES LIKE 'x%'") == rows(other, "SHOW VARIABLES") == []
    assert error_of(other, "USE ROLE IDENTIFIER($c)")[:2] == (2211, "02000")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (f"SET v = '{'x' * 257}'", 1090),
        (f"SET {'v' * 256}w = 1", 1090),
        ("SET (a, b) = (1, 2, 3)", 2057),
        ("SET v = (SELECT * FROM VALUES (1), (2))", 90150),
        ("SET v = ", 1003),
        ("SET v = 1 +", 1003),
        ("SET v = $unset", 2211),
        ("SET v = PARSE_JSON('1')", 990001),
    ],
)
def test_wrong_assignment_is_refused(shared: RunningAccount, text: str, number: int) -> None:
    connection = shared.connect()
    assert error_of(connection, text)[0] == number
    assert rows(connection, "SHOW VARIABLES") == []


def test_variable_is_got_by_its_name(shared: RunningAccount) -> None:
    connection = shared.connect()
    run(connection, "SET n = 5")
    assert rows(connection, "SELECT GETVARIABLE('N') AS n, GETVARIABLE('nobody') AS nobody") == [
        {"n": "5", "nobody": None}
    ]


def test_value_of_the_longest_size_is_kept(shared: RunningAccount) -> None:
    connection = shared.connect()
    run(connection, f"SET v = '{'x' * 256}'")
    assert rows(connection, "SELECT $v AS v") == [{"v": "x" * 256}]
