"""Statements that clients have sent: those that wait hold up nobody, and a user has so many."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any

import httpx
import pytest
from starlette.responses import JSONResponse

from devkit.testing.waiting import until
from spcs_local.errors import SnowflakeError, TooMuchAtOnceError
from spcs_local.lanes import STATEMENTS
from spcs_local.model.running import CanceledError, Running, Steps
from spcs_local.model.session import Session
from spcs_local.model.under_way import UnderWay
from spcs_local.routes import sent
from spcs_local.routes.sent import SentStatements
from spcs_local.statements.statement import Statement
from spcs_local_tests.bare_http import QUERY, connect, post, session_token, sign_in
from spcs_local_tests.running import RunningAccount, run
from spcs_local_tests.soak.counts import Counts

pytestmark = pytest.mark.timeout(600)


def _answer(size: int = 1) -> Callable[[str, Running], Steps[JSONResponse]]:
    def begin(_query_id: str, _running: Running) -> Steps[JSONResponse]:
        yield 0.0
        return JSONResponse("x" * size)

    return begin


def _wait(_query_id: str, running: Running) -> Steps[JSONResponse]:
    yield 600.0
    with pytest.raises(CanceledError):
        yield from running.wait(0, 0)
    return JSONResponse("canceled")


def _asynchronously(running: RunningAccount, statement: str, token: str) -> dict[str, Any]:
    return post(running, QUERY, {"sqlText": statement, "asyncExec": True}, token)


def test_once_keeps_the_last_answers_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sent, "KEPT_BYTES", 1000)

    async def kept() -> list[bool]:
        statements = SentStatements(10, UnderWay())
        session = Session(1, 1)
        waiting = statements.once(session, "waits", _wait)
        for number in range(5):
            await statements.once(session, str(number), _answer(300)).task
            await asyncio.sleep(0)
        waiting.running.cancel()
        await waiting.task
        return [statements.of_request(1, str(number)) is not None for number in range(5)]

    assert asyncio.run(kept()) == [False, False, True, True, True]


def test_statement_can_be_canceled_before_it_has_a_thread() -> None:
    async def canceled() -> JSONResponse:
        under_way, begins = UnderWay(), threading.Event()

        def begin(_query_id: str, running: Running) -> Steps[JSONResponse]:
            begins.wait()
            return (yield from _wait(_query_id, running))

        sent = SentStatements(10, under_way).once(Session(1, 1), None, begin)
        await asyncio.sleep(0)  # as long as it takes to tell its client of it
        under_way.cancel_all()
        begins.set()
        return await sent.task

    assert asyncio.run(canceled()).body == b'"canceled"'


def _wait_or_fail(_query_id: str, running: Running) -> Steps[JSONResponse]:
    try:
        yield from running.wait(600, 0)
    except SnowflakeError as error:
        return JSONResponse(error.code)
    return JSONResponse("waited")


def test_once_refuses_a_user_what_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sent, "BRIEF", 1)

    async def refused() -> None:
        statements = SentStatements(2, UnderWay())
        waiting = [statements.once(Session(1, 1), name, _wait) for name in "ab"]
        assert statements.once(Session(1, 1), "a", _answer()) is waiting[0]
        assert (await statements.once(Session(2, 1), "c", _wait_or_fail).task).body == b'"990004"'
        await asyncio.sleep(0)
        brief = statements.once(Session(2, 1), "brief", _answer())
        with pytest.raises(TooMuchAtOnceError, match="a user has 2 statements under way at most"):
            statements.once(Session(2, 1), "more", _answer())
        assert (await brief.task).body == b'"x"'
        await statements.once(Session(3, 2), "d", _answer()).task
        for statement in waiting:
            statement.running.cancel()
            await statement.task
        await statements.once(Session(2, 1), "e", _answer()).task

    asyncio.run(refused())


def test_statements_that_wait_hold_up_nobody(shared: RunningAccount, counts: Counts) -> None:
    run(shared.connect(), "CREATE USER WAITER PASSWORD = 'secret'")
    token = sign_in(shared, LOGIN_NAME="WAITER", PASSWORD="secret")["data"]["token"]
    before = threading.active_count()
    ids = [_asynchronously(shared, "SELECT SYSTEM$WAIT(600)", token)["data"]["queryId"] for _ in range(counts.waiting)]
    assert threading.active_count() - before < counts.waiting
    assert post(shared, QUERY, {"sqlText": "SELECT 1"}, session_token(shared))["success"]
    for query_id in ids:
        assert post(shared, f"/queries/{query_id}/abort-request", {}, token)["success"]


def test_statement_is_canceled_by_the_id_of_its_request(account: RunningAccount) -> None:
    token, request_id = session_token(account), "6f7a6c4e-0000-4000-8000-000000000001"
    sent = {"sqlText": "SELECT SYSTEM$WAIT(600)", "asyncExec": True}
    assert post(account, f"{QUERY}?requestId={request_id}", sent, token)["success"]
    assert post(account, "/queries/v1/abort-request", {"requestId": request_id}, token)["success"]
    until(lambda: len(account.account.model.under_way) == 0)


def test_statements_that_hold_threads_hold_up_nothing_else(
    account: RunningAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    parse, over, held = account.account.parse, threading.Event(), list[str]()

    def hold(sql: str, *more: Any) -> Statement:
        if sql == "SELECT 'held'":
            held.append(sql)
            over.wait()
        return parse(sql, *more)

    monkeypatch.setattr(account.account, "parse", hold)
    account.ends.callback(over.set)
    token = session_token(account)
    sent = [_asynchronously(account, "SELECT 'held'", token) for _ in range(STATEMENTS + 5)]
    until(lambda: len(held) == STATEMENTS)
    other = session_token(account)
    assert post(account, "/session/heartbeat", {}, other)["success"]
    assert post(account, f"/queries/{sent[-1]['data']['queryId']}/abort-request", {}, token)["success"]
    with closing(connect(account)) as connection:
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
    assert len(held) == STATEMENTS
    over.set()
    assert post(account, QUERY, {"sqlText": "SELECT 1"}, other)["success"]


def test_user_with_too_many_statements_is_refused_and_others_are_not(
    spcs_local_factory: Callable[..., RunningAccount],
) -> None:
    account = spcs_local_factory(statementsPerUser=3)
    run(account.connect(), "CREATE USER WAITER PASSWORD = 'secret'")
    tokens = [sign_in(account, LOGIN_NAME="WAITER", PASSWORD="secret")["data"]["token"] for _ in range(2)]
    for number in range(3):
        assert _asynchronously(account, "SELECT SYSTEM$WAIT(600)", tokens[number % 2])["success"]
    refused = post(account, QUERY, {"sqlText": "SELECT SYSTEM$WAIT(600)"}, tokens[0])
    assert (refused["code"], refused["data"]["sqlState"]) == ("990004", "57014")
    assert post(account, QUERY, {"sqlText": "SELECT SYSTEM$WAIT(0)"}, session_token(account))["success"]
    over_http = {"authorization": f'Snowflake Token="{tokens[0]}"'}
    waits = {"statement": "SELECT SYSTEM$WAIT(600)"}
    answer = httpx.post(f"{account.url}/api/v2/statements", json=waits, headers=over_http, trust_env=False)
    assert (answer.status_code, answer.json()["code"]) == (httpx.codes.TOO_MANY_REQUESTS, "990004")
    for token in tokens:
        session = post(account, QUERY, {"sqlText": "SELECT CURRENT_SESSION()"}, token)["data"]["rowset"][0][0]
        canceled = post(account, QUERY, {"sqlText": f"SELECT SYSTEM$CANCEL_ALL_QUERIES({session})"}, token)
        assert canceled["success"]
    until(lambda: len(account.account.model.under_way) == 0)
    assert _asynchronously(account, "SELECT SYSTEM$WAIT(600)", tokens[0])["success"]
    assert post(account, "/session?delete=true", {}, tokens[0])["success"]


def test_stop_waits_for_no_statement(spcs_local_factory: Callable[..., RunningAccount]) -> None:
    account = spcs_local_factory()
    token, told = session_token(account), list[dict[str, Any]]()
    statement = {"sqlText": "SELECT SYSTEM$WAIT(600)"}
    waiting = threading.Thread(target=lambda: told.append(post(account, QUERY, statement, token)))
    waiting.start()
    _asynchronously(account, statement["sqlText"], token)
    until(lambda: len(account.account.model.under_way) == 2)
    account.stop()
    waiting.join()
    assert [answer["code"] for answer in told] == ["000604"]
