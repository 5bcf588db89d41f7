"""What the engine says of queries that it cannot run: nothing in words of its own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from spcs_local.engine.__main__ import respond
from spcs_local.engine.database import Database

NESTED = f"SELECT {'(' * 300}1{')' * 300}"
WORDS = ("Error", "DuckDB", "duckdb", "sqlglot", "LITERAL", "type casts", "max_expression_depth", "INTERVAL", "BIGNUM")


@pytest.fixture(scope="module")
def database() -> Database:
    return Database()


def answer(database: Database, text: str) -> dict[str, Any]:
    request = {
        "text": text,
        "variables": {},
        "bindings": {},
        "functions": [],
        "answers": {},
        "zone": "UTC",
        "unusual": "",
    }
    return respond(json.dumps(request).encode(), database)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT TRUE + 1",
        "SELECT TRUE::date",
        "SELECT * FROM VALUES (1), (1, 2)",
        "SELECT a, COUNT(*) FROM VALUES (1) AS v(a)",
        "SELECT COUNT(*) FROM VALUES (1) AS v(a) WHERE COUNT(*) > 1",
        "SELECT (SELECT 1, 2)",
        "SELECT 1 UNION SELECT 1, 2",
        "SELECT 1 ORDER BY 5",
        "SELECT 1 LIMIT -1",
        "SELECT SUM('x')",
        "SELECT 1e",
        "SELECT '2020-01-01'::timestamp - '2019-01-01'::timestamp",
        "SELECT 999999999999999999999999999999999999999",
        NESTED,
    ],
)
def test_nothing_of_the_engine_is_said(database: Database, text: str) -> None:
    [(kind, said)] = answer(database, text).items()
    assert kind in ("failure", "unsupported", "syntax")
    assert not [word for word in WORDS if word in str(said)], said
