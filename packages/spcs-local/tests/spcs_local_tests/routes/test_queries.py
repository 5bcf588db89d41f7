"""Statements over bare HTTP, and their results."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest
import snowflake.connector
from snowflake.connector import SnowflakeConnection

from devkit.testing.waiting import PATIENCE
from spcs_local_tests.bare_http import QUERY, post, send, sign_in
from spcs_local_tests.running import RunningAccount, run

pytestmark = pytest.mark.timeout(600)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "000900"),
        ({"sqlText": None}, "000900"),
        ({"sqlText": ["SELECT 1"]}, "001003"),
        ({"sqlText": "SELECT ?", "bindings": {"1": {"value": ["a", "b"]}}}, "990001"),
        ({"sqlText": "SELECT ?", "bindings": {"2": {"value": "a"}}}, "002049"),
        ({"sqlText": "DROP ROLE IDENTIFIER(?)", "bindings": {"1": {"value": None}}}, "001003"),
        ({"sqlText": "SELECT '" + "a" * 2_000_000 + "'"}, "990001"),
        ({"sqlText": "SELECT " + "A(" * 9_000 + ")" * 9_000}, "990001"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_answer_an_odd_statement_with_its_error(
    shared: RunningAccount, token: str, body: dict[str, Any], code: str
) -> None:
    status, answer = send(shared, QUERY, body, token)
    assert (status, answer["success"], answer["code"]) == (200, False, code)
    assert answer["data"]["sqlState"]


def test_query_without_session_is_refused(account: RunningAccount) -> None:
    answer = post(account, "/queries/v1/query-request", {"sqlText": "SELECT 1"}, "ses:none")
    assert (answer["success"], answer["code"]) == (False, "390111")


def test_query_result_is_fetched_again_by_its_own_user(account: RunningAccount, admin: SnowflakeConnection) -> None:
    run(admin, "CREATE USER U PASSWORD = 'secret'")
    token = sign_in(account)["data"]["token"]
    other = sign_in(account, LOGIN_NAME="U", PASSWORD="secret")["data"]["token"]
    query = post(account, "/queries/v1/query-request", {"sqlText": "SELECT 7", "asyncExec": True}, token)
    url = account.url + query["data"]["getResultUrl"]
    answers = []
    for key in (token, other):
        request = urllib.request.Request(url, headers={"authorization": f'Snowflake Token="{key}"'})  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310 - loopback
            answers.append(json.load(response))
    assert answers[0]["data"]["rowset"] == [["7"]]
    assert not answers[1]["success"]


def test_request_sent_again_runs_once(account: RunningAccount) -> None:
    token = sign_in(account)["data"]["token"]
    path = "/queries/v1/query-request?requestId=1c2d"
    first, second = (post(account, path, {"sqlText": "CREATE ROLE R"}, token) for _ in range(2))
    third = post(account, path + "x", {"sqlText": "CREATE ROLE R"}, token)
    assert first == second
    assert (first["success"], third["code"]) == (True, "002002")


def test_async_query_answers_later(admin: SnowflakeConnection) -> None:
    with admin.cursor() as cursor:
        cursor.execute_async("SELECT 42 AS ANSWER")
        cursor.get_results_from_sfqid(cursor.sfqid or "")
        assert cursor.fetchall() == [(42,)]


def test_two_statements_at_once_are_refused(admin: SnowflakeConnection) -> None:
    with pytest.raises(snowflake.connector.errors.Error), admin.cursor() as cursor:
        cursor.execute("SELECT 1; SELECT 2")
