"""Sign-in, renewal and sign-out over bare HTTP."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from snowflake.connector import SnowflakeConnection, connect

from spcs_local.errors import SessionGoneError
from spcs_local_tests.bare_http import QUERY, post, send, sign_in
from spcs_local_tests.running import RunningAccount, rows, run

pytestmark = pytest.mark.timeout(600)


@pytest.mark.parametrize("unknown", ["", "ses:none", "mas:none", "pat:none", "x" * 10_000, "\x80\xff"])
@pytest.mark.parametrize("path", [QUERY, "/session/heartbeat", "/session/token-request", "/session?delete=true"])
def test_answer_an_unknown_token(shared: RunningAccount, path: str, unknown: str) -> None:
    status, answer = send(shared, path, {}, unknown)
    assert status == 200
    assert not answer["success"]
    assert answer["code"] in ("390104", "390111", "390114")


def test_connect_with_role_and_place_takes_them(account: RunningAccount, admin: SnowflakeConnection) -> None:
    run(admin, "CREATE DATABASE D", "CREATE SCHEMA D.S", "CREATE WAREHOUSE W")
    other = account.connect(role="SYSADMIN", database="D", schema="S", warehouse="W")
    found = rows(other, "SELECT CURRENT_ROLE() R, CURRENT_DATABASE() D, CURRENT_SCHEMA() S, CURRENT_WAREHOUSE() W")
    assert found == [{"r": "SYSADMIN", "d": "D", "s": "S", "w": "W"}]


def test_login_with_gzip_body_answers(account: RunningAccount) -> None:
    body = {"data": {"LOGIN_NAME": "admin", "PASSWORD": account.password}}
    answer = post(account, "/session/v1/login-request", body, pack=True)
    assert answer["success"]
    assert {p["name"] for p in answer["data"]["parameters"]} >= {"TIMEZONE", "AUTOCOMMIT", "CLIENT_PREFETCH_THREADS"}


def test_renew_with_master_token_gives_another_session_token(account: RunningAccount) -> None:
    first = sign_in(account)["data"]
    answer = post(account, "/session/token-request", {"requestType": "RENEW"}, first["masterToken"])
    renewed = answer["data"]["sessionToken"]
    old = post(account, "/queries/v1/query-request", {"sqlText": "SELECT 1"}, first["token"])
    new = post(account, "/queries/v1/query-request", {"sqlText": "SELECT 1"}, renewed)
    assert (old["success"], old["code"]) == (False, "390111")
    assert new["success"]


@pytest.mark.parametrize("path", ["/session/heartbeat", "/session/heartbeat-request"])
def test_session_that_is_kept_answers_on(account: RunningAccount, path: str) -> None:
    assert post(account, path, {}, sign_in(account)["data"]["token"])["success"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/session?delete=true"), ("DELETE", "/session"), ("POST", "/session/logout-request")],
)
def test_session_that_is_closed_answers_no_more(account: RunningAccount, method: str, path: str) -> None:
    token = sign_in(account)["data"]["token"]
    headers = {"Authorization": f'Snowflake Token="{token}"'}
    assert httpx.request(method, f"{account.url}{path}", headers=headers, trust_env=False).json()["success"]
    assert post(account, "/session/heartbeat", {}, token)["code"] == "390111"


def test_renewed_session_is_the_same_and_an_issued_token_is_of_another(account: RunningAccount) -> None:
    first = sign_in(account)["data"]
    renewed = post(account, "/session/token-request", {"requestType": "RENEW"}, first["masterToken"])["data"]
    issued = post(account, "/session/token-request", {"requestType": "ISSUE"}, renewed["sessionToken"])["data"]
    assert renewed["sessionId"] == first["sessionId"]
    assert isinstance(issued["sessionId"], int)
    assert issued["sessionId"] != first["sessionId"]


def test_connector_goes_on_with_the_tokens_of_a_session(account: RunningAccount) -> None:
    first = sign_in(account)["data"]
    tokens = {"session_token": first["token"], "master_token": first["masterToken"]}
    place = {name: value for name, value in account.connection.items() if name not in ("user", "password")}
    other = connect(**place, **tokens, enable_server_session_keep_alive_auto_detection=False)
    assert rows(other, "SELECT CURRENT_USER() WHO") == [{"who": account.user}]
    other.close()


def test_issue_token_gives_one_for_programs(account: RunningAccount) -> None:
    token = sign_in(account)["data"]["token"]
    answer = post(account, "/session/token-request", {"requestType": "ISSUE"}, token)
    issued = answer["data"]["sessionToken"]
    assert account.account.model.authenticate_token(issued).user == "ADMIN"
    assert answer["data"]["validityInSecondsST"] == 3600


def test_close_ends_the_session(account: RunningAccount) -> None:
    token = sign_in(account)["data"]["token"]
    post(account, "/session?delete=true", {}, token)
    answer = post(account, "/queries/v1/query-request", {"sqlText": "SELECT 1"}, token)
    assert answer["code"] == "390111"
    with pytest.raises(SessionGoneError):
        account.account.model.authenticate_token(token)


def test_session_expires_without_heartbeat(
    spcs_local_factory: Callable[..., RunningAccount], monkeypatch: pytest.MonkeyPatch
) -> None:
    account = spcs_local_factory(sessionSeconds=60)
    token, clock = sign_in(account)["data"]["token"], account.account.model.clock
    monkeypatch.setattr(clock, "_ahead", clock._ahead + 61)
    answer = post(account, "/queries/v1/query-request", {"sqlText": "SELECT 1"}, token)
    assert (answer["success"], answer["code"]) == (False, "390112")
