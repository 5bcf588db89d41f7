"""Values from one type to another, as Snowflake converts them: nothing is taken or written that DuckDB alone knows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from spcs_local.engine.__main__ import respond
from spcs_local.engine.database import Database


@pytest.fixture(scope="module")
def database() -> Database:
    return Database()


def answer(database: Database, expression: str, unusual: str = "") -> dict[str, Any]:
    request = {"text": f"SELECT {expression}", "variables": {}, "bindings": {}, "functions": [], "answers": {}}
    return respond(json.dumps(request | {"zone": "Europe/Berlin", "unusual": unusual}).encode(), database)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("' 12 '::int", "12"),
        ("'1e3'::int", "1000"),
        ("'-1.5'::int", "-2"),
        ("2.5::float::int", "3"),
        ("-(2.5::float)::int", "-3"),
        ("TRUE::int", "1"),
        ("'99999999999999999999999999999999999999'::int", "99999999999999999999999999999999999999"),
        ("'1.005'::NUMBER(5, 2)", "1.01"),
        ("TRY_CAST('0x1F' AS INT)", None),
        ("TRY_CAST('abc' AS VARCHAR(2))", None),
        ("TRY_CAST('infinity' AS DATE)", None),
        ("'abc'::VARCHAR(3)", "abc"),
        ("'off'::boolean", "false"),
        ("2::boolean", "true"),
        ("1e2::float::string", "100"),
        ("1e18::string", "1e+18"),
        ("1e-7::string", "1e-07"),
        ("1e0 || '' || 123456789.123::float", "1123456789.123"),
        ("1.50 || TRUE", "1.50true"),
        ("UPPER(1) || LENGTH(1e0)", "11"),
        ("'2020-1-2'::date::string", "2020-01-02"),
        ("'02/01/2020'::date::string", "2020-02-01"),
        ("'1577836800'::timestamp::string", "2020-01-01 00:00:00.000"),
        ("'2020-07-01T10:00:00.5+02:00'::timestamp::string", "2020-07-01 10:00:00.500"),
        ("'2020-07-01 10:00'::timestamp_ltz::string", "2020-07-01 10:00:00.000 +0200"),
        ("'2020-01-01 10:00 Z'::timestamp_ltz::string", "2020-01-01 11:00:00.000 +0100"),
        ("'2020-07-01 23:00 Z'::timestamp_ltz::date::string", "2020-07-02"),
        ("IFF('on', 1, 2)", "1"),
        ("PARSE_JSON(' ')", None),
        ('PARSE_JSON(\'{"b": 1.0, "a": {"d": 1.50, "c": ["x.0,"]}}\')::string', '{"a":{"c":["x.0,"],"d":1.5},"b":1}'),
        ("PARSE_JSON('null') IS NULL", "false"),
        ("PARSE_JSON('null')::string", None),
        ("PARSE_JSON('\"7\"')::int", "7"),
        ('TRY_PARSE_JSON(\'{"a": 1, "a": 2}\')', None),
        ("'2020-01-01'::timestamp::variant::string", "2020-01-01 00:00:00.000"),
        ("'é'::VARCHAR(1)", "é"),
        ("TRUE::variant::int", "1"),
        ("10.0 / 3", "3.3333333"),
        ("1::NUMBER(20, 10) / 3", "0.333333333333"),
        ("DATEADD(hour, 1.5, '2020-01-01')::string", "2020-01-01 02:00:00.000"),
    ],
)
def test_value_is_converted(database: Database, expression: str, text: str | None) -> None:
    assert [*map(list, answer(database, expression)["rows"])] == [[text]]


@pytest.mark.parametrize(
    ("expression", "number", "sqlstate", "sentence"),
    [
        ("'0x1F'::int", 100038, "22018", "Numeric value '0x1F' is not recognized"),
        ("'0b11'::int", 100038, "22018", "Numeric value '0b11' is not recognized"),
        ("'1_000'::int", 100038, "22018", "Numeric value '1_000' is not recognized"),
        ("''::float", 100038, "22018", "Numeric value '' is not recognized"),
        ("'12345'::NUMBER(5, 2)", 100039, "22003", "Numeric value '12345' is out of range"),
        (
            "1e40::int",
            100046,
            "22003",
            "Number out of representable range: type FIXED[SB16](38,0){nullable}, value 1e+40",
        ),
        (
            "99999999999999999999999999999999999999 + 1",
            100046,
            "22003",
            "value 100000000000000000000000000000000000000",
        ),
        ("'abc'::VARCHAR(2)", 100078, "22000", "String 'abc' is too long and would be truncated"),
        ("CAST('ab' AS CHAR)", 100078, "22000", "String 'ab' is too long and would be truncated"),
        ("1.5::float::STRING(2)", 100078, "22000", "String '1.5' is too long and would be truncated"),
        ("'2'::boolean", 100037, "22018", "Boolean value '2' is not recognized"),
        ("IFF('zz', 1, 2)", 100037, "22018", "Boolean value 'zz' is not recognized"),
        ("'infinity'::date", 100040, "22007", "Date 'infinity' is not recognized"),
        ("'0044-03-15 (BC)'::date", 100040, "22007", "Date '0044-03-15 (BC)' is not recognized"),
        ("'2021-02-29'::date", 100040, "22007", "Date '2021-02-29' is not recognized"),
        ("'2020-01-01 24:00'::timestamp", 100035, "22007", "Timestamp '2020-01-01 24:00' is not recognized"),
        ("DATEADD(hour, 1, 'epoch')", 100035, "22007", "Timestamp 'epoch' is not recognized"),
        ("'epoch'::timestamp", 100035, "22007", "Timestamp 'epoch' is not recognized"),
        ("'12:00'::timestamp_ltz", 100035, "22007", "Timestamp '12:00' is not recognized"),
        ('PARSE_JSON(\'{"a": {"k": 1, "k": 2}}\')', 100069, "22P02", "Error parsing JSON: duplicate object attribute"),
        ("PARSE_JSON('\"x\"')::int", 100071, "22000", 'Failed to cast variant value "x" to FIXED'),
        ("PARSE_JSON('[1]')::boolean", 100071, "22000", "Failed to cast variant value [1] to BOOLEAN"),
    ],
)
def test_value_that_is_none_of_the_type_is_refused(
    database: Database, expression: str, number: int, sqlstate: str, sentence: str
) -> None:
    found = answer(database, expression)["failure"]
    assert found[:2] == [number, sqlstate]
    assert sentence in found[2]


@pytest.mark.parametrize(
    "expression",
    [
        "'2020-01-01'::timestamp_tz",
        "'2020-01-01'::timestamp_ntz(3)",
        "'2020-01-01'::date + INTERVAL '1 day'",
        "'0001-01-01'::date - 400",
        "1::date",
        "0x1F",
        "PARSE_JSON('[1e5]')",
        "PARSE_JSON('12345678901234567890')",
        "PARSE_JSON('[1,]')",
        "PARSE_JSON('{}', 'd')",
        "CEIL(1.23, 1)",
        "1 LIMIT -1",
        "1::NUMBER(39, 0)",
        "DATEADD(hour, '1', '2020-01-01')",
        "TRY_CAST(1 AS INT)",
    ],
)
def test_what_is_converted_otherwise_is_not_served(database: Database, expression: str) -> None:
    assert "unsupported" in answer(database, expression)


@pytest.mark.parametrize("expression", ["'2020-01-01'::date", "TO_VARCHAR('1577836800'::int::string::date)"])
def test_moment_is_not_read_or_written_otherwise(database: Database, expression: str) -> None:
    refused = answer(database, expression, "DATE_OUTPUT_FORMAT")["unsupported"]
    assert refused == "A date or time beside DATE_OUTPUT_FORMAT"
    assert "rows" in answer(database, "'1' || 2", "DATE_OUTPUT_FORMAT")


def test_calls_do_not_grow_with_each_other(database: Database) -> None:
    nested = f"1{'::int::string' * 8}"
    assert [*map(list, answer(database, nested)["rows"])] == [["1"]]
