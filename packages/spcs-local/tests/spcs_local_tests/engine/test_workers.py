"""Queries that would take the account down, were they run in it; and how its processes come and go."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from spcs_local.engine.workers import Engine
from spcs_local.errors import NotSupportedError
from spcs_local.model.running import CanceledError, Running, finished

# a text of 2^n times sixteen letters
GROWING = "'aaaaaaaaaaaaaaaa'"
CROSSED = ", ".join(f"(VALUES {', '.join(['(1)'] * 300)}) AS v{place}(a)" for place in range(3))
SQUARED = "".join(f", a{n} AS (SELECT 1 FROM a{n - 1}, a{n - 1} AS b)" for n in range(1, 6))  # noqa: S608 - numbers
FUNCTIONS: list[str] = []
DEEP, CONVERTED = f"SELECT {'NOT ' * 5_000}TRUE", f"SELECT 1{'::int::string' * 1_000}"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    running = Engine(most_seconds=30)
    yield running
    running.close()


def ask(engine: Engine, text: str, holder: int = 1) -> dict[str, Any]:
    request = {
        "text": text,
        "variables": {},
        "bindings": {},
        "functions": FUNCTIONS,
        "answers": {},
        "zone": "UTC",
        "unusual": "",
    }
    running = Running()
    return finished(engine.ask(holder, request, lambda seconds: running.wait(seconds, 0)), running)


def grown(times: int) -> str:
    """Each REPLACE makes a text sixteen times as long."""
    text = GROWING
    for _ in range(times):
        text = f"REPLACE({text}, 'a', {GROWING})"
    return f"SELECT LENGTH({text})"


def test_query_that_grows_without_end_is_refused_and_the_next_one_answered(engine: Engine) -> None:
    assert ask(engine, grown(8))["unsupported"].startswith("A query that needs this much memory")
    assert ask(engine, "SELECT 1 + 1")["rows"] == [["2"]]
    for text in (DEEP, CONVERTED):  # a process without memory took them for no SQL, and died
        assert "deep" in ask(engine, text)["unsupported"]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM TABLE(read_text('/etc/passwd'))",
        "SELECT getenv('HOME')",
        "COPY (SELECT 1) TO '/tmp/x'",
        "ATTACH '/tmp/x.db'",
        "SELECT 1; SELECT 2",
        "SELECT current_setting('memory_limit')",
        'SELECT * FROM "~table1"',
        "WITH RECURSIVE a AS (SELECT 1 x UNION ALL SELECT x + 1 FROM a) SELECT * FROM a",
    ],
)
def test_query_reaches_nothing_but_itself(engine: Engine, text: str) -> None:
    answer = ask(engine, text)
    assert set(answer) <= {"unsupported", "wanted", "syntax"}, json.dumps(answer)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT " + "(" * 5_000 + "1" + ")" * 5_000,
        DEEP,
        CONVERTED,
        "SELECT PARSE_JSON('" + "[" * 5_000 + "]" * 5_000 + "')",
        " ".join(("SELECT * FROM", CROSSED)),
        " ".join(("WITH a0 AS (SELECT * FROM VALUES (1), (2))", SQUARED, "SELECT * FROM a5")),
    ],
    ids=["brackets", "words", "casts", "elements", "rows", "squared"],
)
def test_query_that_is_too_much_is_refused_in_words(engine: Engine, text: str) -> None:
    assert "unsupported" in ask(engine, text)


def test_quotients_within_quotients_are_written_once_each(engine: Engine) -> None:
    assert ask(engine, "SELECT " + "1 / (" * 40 + "1" + ")" * 40)["rows"] == [["1.000000"]]


def test_query_that_takes_too_long_ends_with_its_process() -> None:
    hurried = Engine(most_seconds=0.0, start_seconds=0.0)
    with pytest.raises(NotSupportedError, match="more than 0 seconds"):
        ask(hurried, "SELECT 1 + 1")
    hurried.close()


def test_query_that_nobody_waits_for_ends_with_its_process() -> None:
    request = {
        "text": "SELECT 1 + 1",
        "variables": {},
        "bindings": {},
        "functions": [],
        "answers": {},
        "zone": "UTC",
        "unusual": "",
    }
    started = Engine()
    running = Running()
    running.cancel()
    with pytest.raises(CanceledError):
        finished(started.ask(1, request, lambda seconds: running.wait(seconds, 0)), running)
    started.close()


def test_one_user_takes_one_process(engine: Engine) -> None:
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(ask(engine, "SELECT 1 + 1"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert ask(engine, "SELECT 2 + 2", holder=2)["rows"] == [["4"]]
    for thread in threads:
        thread.join()
    assert [answer["rows"] for answer in found] == [[["2"]]] * 4
