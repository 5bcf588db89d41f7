"""Values of two kinds beside each other: converted where Snowflake converts, or refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from spcs_local.engine.__main__ import respond
from spcs_local.engine.database import Database


@pytest.fixture(scope="module")
def database() -> Database:
    return Database()


def answer(database: Database, text: str) -> dict[str, Any]:
    request = {"text": text, "variables": {}, "bindings": {}, "functions": [], "answers": {}}
    request |= {"zone": "Europe/Berlin", "unusual": ""}
    return respond(json.dumps(request).encode(), database)


@pytest.mark.parametrize(
    "condition",
    [
        "'1.50' = 1.5",
        "'12' > 9 AND '5' IN (4, 5) AND 2 BETWEEN '1' AND 3",
        "1 + 1 = '2' AND 7 / 2 = '3.5' AND -5 = '-5'",
        "'1e0' = 1e0",
        "'yes' = TRUE",
        "'2020-01-01'::date < '2020-01-02'",
        "'2020-01-01'::date = '2020-01-01 00:00'::timestamp",
        "'2020-07-01 10:00'::timestamp_ltz = '2020-07-01 10:00'::timestamp",
        "'2020-07-01 08:00 Z' = '2020-07-01 10:00'::timestamp_ltz",
        "CASE 2 WHEN '2' THEN TRUE END",
        "DECODE('2', 1, FALSE, 2, TRUE)",
        "(SELECT MAX(a) FROM VALUES ('5') AS v(a)) = 5",
        "EXISTS (SELECT 1 FROM VALUES (1, '[3, 2]') AS t(n, j), LATERAL FLATTEN(PARSE_JSON(j)) WHERE index = n || '')",
        "NULL IS NULL AND COALESCE(NULL, 1.5, 2e0) = 1.5",
        "EXISTS (SELECT * FROM (SELECT 1 AS a UNION ALL SELECT 2.5) WHERE a = '2.5')",
    ],
)
def test_what_is_compared_is_made_alike(database: Database, condition: str) -> None:
    assert [*map(list, answer(database, f"SELECT {condition}")["rows"])] == [["true"]]


@pytest.mark.parametrize(
    ("condition", "number"),
    [
        ("'0x1F' = 31", 100038),
        ("1000 IN (1, '1_000')", 100038),
        ("EXISTS (SELECT 1 FROM VALUES ('x') AS v(a) WHERE a = 1)", 100038),
        ("TRUE = 'zz'", 100037),
        ("'2020-01-01'::date < 'infinity'", 100040),
        ("'2020-01-01'::timestamp > 'epoch'", 100035),
        ("CASE 2 WHEN 'x' THEN TRUE END", 100038),
    ],
)
def test_what_cannot_be_made_alike_is_an_error(database: Database, condition: str, number: int) -> None:
    assert answer(database, f"SELECT {condition}")["failure"][0] == number


@pytest.mark.parametrize(
    "text",
    [
        "SELECT TRUE = 1",
        "SELECT '2020-01-01'::date = 1",
        "SELECT IFF(TRUE, 1, 'a')",
        "SELECT COALESCE(1, 'a')",
        "SELECT CASE WHEN TRUE THEN 1 ELSE 'b' END",
        "SELECT DECODE(1, 1, 'a', 2)",
        "SELECT GREATEST('10', 9)",
        "SELECT NULLIF('1', 1)",
        "SELECT 1 UNION SELECT 'x'",
        "SELECT * FROM VALUES (1), ('2')",
        "SELECT SUM(TRUE)",
        "SELECT SUM(a) FROM VALUES ('1') AS v(a)",
        "SELECT '1' + 1",
        "SELECT ABS('-1')",
        "SELECT SUBSTR('abc', '2')",
        "SELECT SPLIT_PART('a.b', '.', TRUE)",
        "SELECT PARSE_JSON('2') > PARSE_JSON('10')",
    ],
)
def test_what_would_be_mixed_is_not_served(database: Database, text: str) -> None:
    assert (
        "that is not cast" in answer(database, text)["unsupported"]
        or " beside a " in answer(database, text)["unsupported"]
    )
