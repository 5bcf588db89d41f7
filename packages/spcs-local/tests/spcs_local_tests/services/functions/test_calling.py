"""Service functions as clients call them; batches go to an endpoint on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.services.records.store import Store
from spcs_local_tests.administrator import execute
from spcs_local_tests.running import RunningAccount, error_of, rows, run
from spcs_local_tests.services.functions.answering import Endpoint, answering, data
from spcs_local_tests.services.world import PREPARATION, create, pass_seconds, settle, value

SPEC = """
spec:
  containers: [{name: main, image: /demo/app/repo/image:1}]
  endpoints: [{name: echo-point, port: PORT}]
"""


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with answering() as found:
        yield found


@pytest.fixture
def served(spcs_local_factory: Callable[..., RunningAccount], endpoint: Endpoint) -> SnowflakeConnection:
    """The connection of an owner whose service answers."""
    account = spcs_local_factory(progression="immediate")
    execute(account.account, ";".join((*PREPARATION, "GRANT CREATE FUNCTION ON SCHEMA DEMO.APP TO ROLE OWNER")))
    connection = account.connect(role="OWNER", database="DEMO", schema="APP")
    create(connection, spec=SPEC.replace("PORT", str(endpoint.port)))
    run(connection, function("MY_ECHO(inputtext VARCHAR)", "AS '/echo'"))
    return connection


def function(signature: str, rest: str = "AS '/f'") -> str:
    return f"CREATE OR REPLACE FUNCTION {signature} RETURNS VARCHAR SERVICE = svc ENDPOINT = 'echo-point' {rest}"


def test_function_is_called_in_select(served: SnowflakeConnection, endpoint: Endpoint) -> None:
    assert rows(served, "SELECT my_echo('Hello') AS said") == [{"said": "HELLO"}]
    [(path, headers, sent)] = endpoint.asked
    assert (path, sent) == ("/echo", [[0, "Hello"]])
    assert headers["sf-external-function-format-version"] == "1.0"
    assert "sf-context-current-user" not in headers

    run(served, "ALTER FUNCTION my_echo(varchar) SET CONTEXT_HEADERS = (CURRENT_USER) MAX_BATCH_RETRIES = 1")
    assert value(served, "my_echo('a')") == "A"
    assert endpoint.asked[-1][1]["sf-context-current-user"] == "ADMIN"
    assert endpoint.asked[-1][1]["sf-context-current-user-base64"] == "QURNSU4="

    # functions of one name differ by what they take
    run(served, function("MY_ECHO(a VARCHAR, b NUMBER)"))
    assert value(served, "my_echo('a', 2)") == "A"
    assert endpoint.asked[-1][2] == [[0, "a", 2]]
    assert error_of(served, "SELECT my_echo()")[0] == 1044

    # once for all rows, in batches
    run(served, "ALTER FUNCTION my_echo(varchar) SET MAX_BATCH_ROWS = 2")
    before = len(endpoint.asked)
    found = rows(served, "SELECT a, my_echo(b) AS said FROM VALUES (1, 'x'), (2, 'y'), (3, NULL) AS t(a, b) ORDER BY a")
    assert [(row["a"], row["said"]) for row in found] == [(1, "X"), (2, "Y"), (3, "NONE")]
    assert sorted(row[1] or "" for _, _, sent in endpoint.asked[before:] for row in sent) == ["", "x", "y"]
    assert [len(sent) for _, _, sent in endpoint.asked[before:]] == [2, 1]
    query = (
        "SELECT UPPER(DEMO.APP.MY_ECHO(b, a)) AS said FROM VALUES (1, 'x'), (2, 'y') AS t(a, b) WHERE my_echo(b) = 'Y'"
    )
    assert rows(served, query) == [{"said": "Y"}]
    assert rows(served, "SELECT DEMO.APP.MY_ECHO('q') AS said") == [{"said": "Q"}]
    assert rows(served, "SELECT my_echo($1) AS said FROM VALUES ('x')") == [{"said": "X"}]
    nested = "WITH t AS (SELECT b FROM VALUES ('x') AS v(b)) SELECT my_echo(my_echo(b)) AS said FROM t"
    assert rows(served, nested) == [{"said": "X"}]
    assert error_of(served, "SELECT my_echo(MAX(b)) FROM VALUES (1, 'x') AS t(a, b)")[0] == 990001
    assert error_of(served, "SELECT none(b) FROM VALUES (1, 'x') AS t(a, b)")[0] == 2140

    # arguments and results are of the declared types
    run(served, function("TYPED(a NUMBER, b VARCHAR(4))").replace("RETURNS VARCHAR", "RETURNS NUMBER(10, 1)"))
    endpoint.answer = lambda asked: (200, data([[row[0], 2.25] for row in asked]))
    assert value(served, "typed('1.5', 2.50)") == Decimal("2.3")
    assert endpoint.asked[-1][2] == [[0, 2, "2.50"]]
    assert value(served, "typed(a, b) FROM VALUES (TRUE, '2020-01-01'::date::string) AS t(a, c), VALUES (1e0) AS u(b)")
    assert endpoint.asked[-1][2] == [[0, 1, "1"]]
    assert error_of(served, "SELECT typed('zz', 'a')")[:2] == (100038, "22018")
    assert error_of(served, "SELECT typed(1, a) FROM VALUES ('abcde') AS t(a)")[:2] == (100078, "22000")
    assert error_of(served, "SELECT typed('2020-01-01'::date, 'a')")[:2] == (1044, "42P13")
    run(served, function("TYPED(a NUMBER, b NUMBER)"), "DROP FUNCTION TYPED(NUMBER, VARCHAR)")
    endpoint.answer = lambda asked: (200, data([[row[0], str(row[1:])] for row in asked]))
    assert value(served, "typed(1, 12345678901234567890)") == "[1, 12345678901234567890]"
    endpoint.answer = Endpoint().answer

    # what fails is tried again, then an error or NULL
    before = len(endpoint.asked)
    endpoint.answer = lambda _rows: (503, b"")
    number, _, text = error_of(served, "SELECT my_echo('a')")
    assert (number, "Request failed for service function MY_ECHO: status 503" in text) == (100337, True)
    assert len(endpoint.asked) == before + 2
    run(served, "ALTER FUNCTION my_echo(varchar) SET ON_BATCH_FAILURE = RETURN_NULL")
    assert value(served, "my_echo('a')") is None

    # one without a value is not sent where NULL is answered for it anyhow
    run(served, function("QUIET(a VARCHAR)").replace("RETURNS VARCHAR", "RETURNS VARCHAR STRICT"))
    before = len(endpoint.asked)
    assert value(served, "quiet(NULL)") is None
    assert len(endpoint.asked) == before

    # a suspended service is resumed
    endpoint.answer = lambda asked: (200, data([[row[0], "again"] for row in asked]))
    run(served, "ALTER SERVICE SVC SUSPEND")
    assert value(served, "my_echo('a')") == "again"
    run(served, "ALTER SERVICE SVC SET AUTO_RESUME = FALSE", "ALTER SERVICE SVC SUSPEND")
    assert error_of(served, "SELECT my_echo('a')")[0] == 395039


def test_batch_under_way_keeps_a_service_awake(
    world: RunningAccount, owner: SnowflakeConnection, endpoint: Endpoint
) -> None:
    answer, seen = endpoint.answer, list[str]()

    def slow(sent: list[list[Any]]) -> tuple[int, bytes]:
        pass_seconds(world, 3600)
        seen.append(status(world))
        return answer(sent)

    endpoint.answer = slow
    execute(world.account, "GRANT CREATE FUNCTION ON SCHEMA DEMO.APP TO ROLE OWNER")
    create(owner, spec=SPEC.replace("PORT", str(endpoint.port)), options="AUTO_SUSPEND_SECS = 3600")
    run(owner, function("MY_ECHO(inputtext VARCHAR)", "AS '/echo'"))
    settle(world)
    assert (value(owner, "my_echo('a')"), seen) == ("A", ["RUNNING"])
    pass_seconds(world, 3000)
    seen.append(status(world))
    pass_seconds(world, 600)
    assert [*seen, status(world)] == ["RUNNING", "RUNNING", "SUSPENDED"]


def status(account: RunningAccount) -> str:
    """Of the one service that there is."""
    [row] = Store(account.account.model.catalog).services()
    return row.status
