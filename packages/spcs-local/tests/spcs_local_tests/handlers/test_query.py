"""What queries come to, for a client that knows nothing of the engine; and what is refused beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, run

UNSUPPORTED = (990001, "0A000")


@pytest.fixture(scope="module")
def client(shared: RunningAccount) -> Iterator[SnowflakeConnection]:
    """A connection to an account that has a compute pool."""
    connection = shared.connect()
    run(
        connection,
        "CREATE COMPUTE POOL P MIN_NODES = 1 MAX_NODES = 2 INSTANCE_FAMILY = CPU_X64_XS",
        "CREATE DATABASE D",
    )
    yield connection
    run(connection, "DROP COMPUTE POOL P", "DROP DATABASE D")


def asked(client: SnowflakeConnection, text: str) -> list[Any]:
    with client.cursor() as cursor:
        return list(cursor.execute(text).fetchall())


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("CURRENT_USER() || '@' || CURRENT_ACCOUNT()", "ADMIN@LOCALDEV"),
        ("CURRENT_ROLE()::string", "ACCOUNTADMIN"),
        ("1 + 1", 2),
        ("1.10 + 2.20", Decimal("3.30")),
        ("7 / 2", Decimal("3.500000")),
        ("1e0 / 4", 0.25),
        ("1e2", 100.0),
        ("SIGN(-7)", -1),
        ("(SELECT MIN(a) || LISTAGG(a, '+') FROM VALUES ('x'), ('y') AS v(a))", "xx+y"),
        ("(SELECT COUNT(DISTINCT a) FROM VALUES (1), (1), (2) AS v(a))", 2),
        ("(SELECT 1 INTERSECT SELECT 1 EXCEPT SELECT 2)", 1),
        ("10 % 3", 1),
        ("-5", -5),
        ("'5'::NUMBER(10, 2)", Decimal("5.00")),
        ("CAST('12' AS INT)", 12),
        ("TRY_CAST('x' AS INT)", None),
        ("TRUE AND NOT FALSE", True),
        ("1 = 2 OR NULL IS NULL", True),
        ("'b' IN ('a', 'b')", True),
        ("2 BETWEEN 1 AND 3", True),
        ("'abc' LIKE 'a%'", True),
        ("'ABC' ILIKE 'a_c'", True),
        ("CASE WHEN 1 > 2 THEN 'a' ELSE 'b' END", "b"),
        ("IFF(1 < 2, 'a', 'b')", "a"),
        ("NVL(NULL, 'x')", "x"),
        ("COALESCE(NULL, NULL, 3)", 3),
        ("NULLIF(1, 1)", None),
        ("NVL2(NULL, 'a', 'b')", "b"),
        ("DECODE(2, 1, 'one', 2, 'two')", "two"),
        ("GREATEST(1, 3, 2)", 3),
        ("LEAST(1, 3, 2)", 1),
        ("UPPER('a') || LOWER('B')", "Ab"),
        ("TRIM('  a ')", "a"),
        ("LENGTH('abc')", 3),
        ("SUBSTR('abcd', 2, 2)", "bc"),
        ("LEFT('abc', 1) || RIGHT('abc', 1)", "ac"),
        ("CONCAT('a', 'b')", "ab"),
        ("CONCAT('a', NULL)", None),
        ("CONCAT_WS('-', 'a', 'b')", "a-b"),
        ("REPLACE('abc', 'b', 'x')", "axc"),
        ("SPLIT_PART('a.b.c', '.', 2)", "b"),
        ("STARTSWITH('abc', 'a') AND ENDSWITH('abc', 'c')", True),
        ("CONTAINS('abc', 'b')", True),
        ("POSITION('b', 'abc')", 2),
        ("ABS(-3)", 3),
        ("ROUND(2.567, 2)", Decimal("2.57")),
        ("CEIL(1.2) + FLOOR(1.8)", 3),
        ("TO_VARCHAR(1)", "1"),
        ("LTRIM('xa', 'x') || RTRIM('b ')", "ab"),
        ("(SELECT COUNT(*) FROM DUAL)", 1),
        ("(SELECT COUNT(*) FROM TABLE(FLATTEN(INPUT => PARSE_JSON('{\"a\": 1}'), MODE => 'ARRAY')))", 0),
        ("(1e0 * 3)::string", "3"),
        ("LENGTH(CURRENT_TIMESTAMP()::string)", len("2030-01-01 00:00:00.000 +0000")),
        ("DATEADD(hour, 1, '2020-01-01'::TIMESTAMP_NTZ)::string", "2020-01-01 01:00:00.000"),
        ("CURRENT_DATE() >= '2020-01-01'::DATE", True),
        ("TRY_PARSE_JSON('{bad')", None),
        ("LAST_QUERY_ID(-1) = LAST_QUERY_ID()", True),
        ("LAST_QUERY_ID(1) = LAST_QUERY_ID()", False),
        ("ARRAY_SIZE(PARSE_JSON('[1, 2]'))", 2),
        ('PARSE_JSON(\'{"a": {"b": ["x"]}}\'):a.b[0]::string', "x"),
        ("PARSE_JSON('{\"n\": 3}')['n'] > 2", True),
        ("PARSE_JSON('{\"n\": \"y\"}'):n = 'y'", True),
        ("PARSE_JSON('1.912e2')", "1.912000000000000e+02"),
        ("PARSE_JSON('1.912e2')::string", "191.2"),
        ("PARSE_JSON('1E+3')::number", 1000),
        ("PARSE_JSON('-1e-1') < 0", True),
        ("EXISTS (SELECT 1)", True),
        ("SYSTEM$GET_COMPUTE_POOL_STATUS(UPPER('p')) LIKE '%\"P\"%'", True),
    ],
)
def test_expression_is_worth_what_snowflake_says(client: SnowflakeConnection, expression: str, value: object) -> None:
    assert asked(client, f"SELECT {expression}") == [(value,)]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ROW_NUMBER() OVER (ORDER BY 1)",
        "SELECT REPEAT('a', 3)",
        "SELECT TO_VARCHAR(CURRENT_TIMESTAMP(), 'YYYY')",
        "SELECT 1 FROM VALUES (1) QUALIFY TRUE",
        "SELECT * FROM VALUES (1) AS v(a) PIVOT (MAX(a) FOR a IN (1))",
        "SELECT f.value FROM TABLE(FLATTEN(INPUT => PARSE_JSON('[]'), RECURSIVE => TRUE)) f",
        "SELECT * FROM TABLE(GENERATOR(ROWCOUNT => 3))",
        "SELECT PARSE_JSON('1') + 1",
        "SELECT COALESCE(PARSE_JSON('1'), 2)",
        "SELECT PARSE_JSON('[1e3]')",
        "SELECT PARSE_JSON('1e400')",
        "SELECT SYSTEM$GET_COMPUTE_POOL_STATUS(a) FROM VALUES ('P') AS v(a)",
        "SELECT SYSTEM$TYPEOF('x') || 'y'",
        "SELECT '1'::TIME",
        "WITH RECURSIVE a AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM a) SELECT * FROM a",
        "SELECT $3 FROM VALUES (1, 2)",
        "SELECT * ILIKE 'a%' FROM VALUES (1) AS v(a)",
        "SELECT SYSDATE()",
        "SELECT MAX(PARSE_JSON(a)) FROM VALUES ('1') AS v(a)",
        "SELECT ARRAY_AGG(a) FROM VALUES (1) AS v(a)",
        "SELECT 1e400",
        "SELECT * FROM nowhere",
    ],
)
def test_next_thing_that_is_not_served_is_said_so(client: SnowflakeConnection, text: str) -> None:
    assert error_of(client, text)[:2] == UNSUPPORTED


@pytest.mark.parametrize(
    ("text", "number", "sqlstate", "part"),
    [
        ("SELECT 1 +", 1003, "42000", "line 1 at position 10 unexpected '<EOF>'"),
        ("SELECT (1", 1003, "42000", "unexpected '<EOF>'"),
        ("SELECT", 1003, "42000", "line 1 at position 6 unexpected '<EOF>'"),
        ("SELECT FROM DUAL", 1003, "42000", "line 1 at position 7 unexpected 'FROM'"),
        ("SELECT 1 + 1 1", 1003, "42000", "line 1 at position 13 unexpected '1'"),
        ("SELECT 'abc'::int", 100038, "22018", "Numeric value 'abc' is not recognized"),
        ("SELECT 1 / 0", 100051, "22012", "Division by zero"),
        ("SELECT PARSE_JSON('{bad')", 100069, "22P02", "Error parsing JSON"),
        ("SELECT 1,\n  nobody", 904, "42000", "error line 2 at position 2\ninvalid identifier 'NOBODY'"),
        ('SELECT v."x y" FROM VALUES (1) AS v(a)', 904, "42000", "at position 7\ninvalid identifier 'V.\"x y\"'"),
        ("SELECT 1, $no || ''", 2211, "02000", "error line 1 at position 10\nSession variable '$NO' does not exist"),
        ("USE ROLE IDENTIFIER($no)", 2211, "02000", "line 1 at position 20\nSession variable '$NO' does not exist"),
        ("SELECT uppr('x')", 2140, "42601", "Unknown function UPPR."),
        ("SELECT SYSTEM$NO_SUCH('x') || 'y'", 2140, "42601", "Unknown function SYSTEM$NO_SUCH."),
        ("SELECT CEILING(a) FROM VALUES (1) AS v(a)", 2140, "42601", "Unknown function CEILING."),
        ("CALL uppr('x')", 2140, "42601", "Unknown function UPPR."),
        ("SELECT d.public.upper('x')", 2141, "42601", "Unknown user-defined function D.PUBLIC.UPPER."),
        ("SELECT * FROM TABLE(RESULT_SCAN(LAST_QUERY_ID(-500)))", 709, "02000", "Statement NULL not found"),
        ("SELECT SYSTEM$WAIT(1e30)", 1008, "22023", "for parameter 'SYSTEM$WAIT'"),
        ("SELECT SYSTEM$WAIT('1_0')", 1008, "22023", "invalid value [1_0] for parameter 'SYSTEM$WAIT'"),
    ],
)
def test_error_of_snowflakes_own_stays_one(
    client: SnowflakeConnection, text: str, number: int, sqlstate: str, part: str
) -> None:
    found = error_of(client, text)
    assert found[:2] == (number, sqlstate)
    assert part in found[2]


def test_columns_are_called_what_was_written_in_capitals(client: SnowflakeConnection) -> None:
    with client.cursor() as cursor:
        cursor.execute(
            "SELECT CONCAT('George Washington ', 'Carver'), 1 + 1, CURRENT_USER()::string, 2 + 2 AS \"Four\""
        )
        assert [column.name for column in cursor.description or ()] == [
            "CONCAT('GEORGE WASHINGTON ', 'CARVER')", "1 + 1", "CURRENT_USER()::STRING", "Four",
        ]  # fmt: skip
        cursor.execute("SELECT TOP 1 'a' IS DISTINCT FROM 'b', 2 AS b FROM VALUES (1)")
        assert [column.name for column in cursor.description or ()] == ["'A' IS DISTINCT FROM 'B'", "B"]
        cursor.execute("SELECT SYSTEM$GET_SERVICE_DNS_DOMAIN('d.public')")
        assert [column.name for column in cursor.description or ()] == ["SYSTEM$GET_SERVICE_DNS_DOMAIN('D.PUBLIC')"]


def test_values_are_a_table(client: SnowflakeConnection) -> None:
    assert asked(client, "SELECT column1, $2 FROM (VALUES (1, 'a'), (2, 'b')) ORDER BY 1 DESC") == [(2, "b"), (1, "a")]
    assert asked(client, "SELECT MAX(b), COUNT(*) FROM VALUES (1, 'x'), (2, 'y') AS v(a, b) WHERE a > 1") == [("y", 1)]
    assert asked(client, "WITH t AS (SELECT 1 AS a UNION ALL SELECT 2) SELECT SUM(a) FROM t") == [(3,)]


def test_answer_of_show_is_asked_by_its_columns(client: SnowflakeConnection) -> None:
    run(client, "SHOW COMPUTE POOLS")
    scanned = 'SELECT "name", "max_nodes" * 2 AS n, "created_on" IS NULL FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))'
    assert asked(client, f"{scanned} WHERE \"name\" = 'P' ORDER BY 1 LIMIT 1") == [("P", 4, False)]
    run(client, "SHOW COMPUTE POOLS")
    assert error_of(client, "SELECT name FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))")[0] == 904


def test_answer_of_system_function_is_flattened(client: SnowflakeConnection) -> None:
    run(client, """SET status = '[{"containerName": "b", "n": 1}, {"containerName": "a", "n": [2]}]'""")
    named = "SELECT VALUE:containerName::string, INDEX FROM TABLE(FLATTEN(PARSE_JSON($status)))"
    assert asked(client, named) == [("b", 0), ("a", 1)]
    filtered = "SELECT f.value:n, f.path FROM TABLE(FLATTEN(INPUT => PARSE_JSON($status))) f WHERE f.value:n[0] = 2"
    assert [(json.loads(value), path) for value, path in asked(client, filtered)] == [([2], "[1]")]
    keys = "SELECT key FROM TABLE(FLATTEN(INPUT => PARSE_JSON(SYSTEM$GET_COMPUTE_POOL_STATUS('P')))) WHERE key = 'name'"
    assert asked(client, keys) == [("name",)]


def test_flatten_beside_a_table_keeps_its_rows_together(client: SnowflakeConnection) -> None:
    beside = "FROM VALUES (1, '[3, 2]'), (2, '{\"z\": 9, \"a\": 8}') AS t(n, j), LATERAL FLATTEN(PARSE_JSON(t.j)) f"
    found = [(1, "3", 0, None, 1), (1, "2", 1, None, 1), (2, "8", None, "a", 2), (2, "9", None, "z", 2)]
    assert asked(client, f"SELECT n, f.value, f.index, f.key, f.seq {beside}") == found
    assert [len(row) for row in asked(client, f"SELECT * {beside}")] == [8] * 4
    outer = "SELECT f.value FROM TABLE(FLATTEN(INPUT => PARSE_JSON('[]'), OUTER => TRUE)) f"
    assert asked(client, outer) == [(None,)]


def test_variant_is_shown_with_its_keys_in_order(client: SnowflakeConnection) -> None:
    shown = '{\n  "a": [\n    1\n  ],\n  "b": null\n}'
    assert asked(client, 'SELECT PARSE_JSON(\'{"b": null, "a": [1]}\')') == [(shown,)]
    assert asked(client, "SELECT PARSE_JSON('{\"b\": null}')::string") == [('{"b":null}',)]


def test_time_zone_of_the_session_tells_its_moments(shared: RunningAccount) -> None:
    with shared.connect() as connection:
        run(connection, "ALTER SESSION SET TIMEZONE = 'Asia/Tokyo'")
        moment = "SELECT '2020-01-01 00:00 Z'::timestamp_ltz::string"
        assert asked(connection, moment) == [("2020-01-01 09:00:00.000 +0900",)]
        run(connection, "ALTER SESSION SET DATE_OUTPUT_FORMAT = 'DD.MM.YYYY'")
        assert error_of(connection, moment)[:2] == UNSUPPORTED


@pytest.mark.parametrize(("style", "mark"), [("pyformat", ("%s", "%s")), ("qmark", "??"), ("numeric", (":1", ":2"))])
def test_binding_stands_in_an_expression(shared: RunningAccount, style: str, mark: tuple[str, str]) -> None:
    with shared.connect(paramstyle=style) as connection, connection.cursor() as cursor:
        text = f"SELECT {mark[0]} || 'b', {mark[1]} + 1"
        assert cursor.execute(text, ("a'", 1)).fetchall() == [("a'b", 2)]
