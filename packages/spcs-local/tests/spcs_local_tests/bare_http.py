"""Requests that no driver sends, and those of a driver without one."""

from __future__ import annotations

import gzip
import http.client
import json
from contextlib import closing
from typing import Any

from devkit.testing.waiting import PATIENCE
from spcs_local_tests.running import RunningAccount

LOGIN = "/session/v1/login-request"
QUERY = "/queries/v1/query-request"


def connect(account: RunningAccount) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", account.port, timeout=PATIENCE)


def send(account: RunningAccount, path: str, body: Any, token: str = "", **headers: str) -> tuple[int, dict[str, Any]]:
    """Status and answer; a body of bytes goes as it is."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    with closing(connect(account)) as connection:
        known = {"content-type": "application/json", "authorization": f'Snowflake Token="{token}"'}
        connection.request("POST", path, data, known | {name.replace("_", "-"): text for name, text in headers.items()})
        response = connection.getresponse()
        return response.status, json.loads(response.read())


def post(account: RunningAccount, path: str, body: Any, token: str = "", *, pack: bool = False) -> dict[str, Any]:
    """The answer to a request that is one, packed as drivers do."""
    data, headers = json.dumps(body).encode(), dict[str, str]()
    if pack:
        data, headers["content-encoding"] = gzip.compress(data), "gzip"
    status, answer = send(account, path, data, token, **headers)
    assert status == 200
    return answer


def credentials(account: RunningAccount, **more: Any) -> dict[str, Any]:
    return {"data": {"LOGIN_NAME": "ADMIN", "PASSWORD": account.password, **more}}


def sign_in(account: RunningAccount, **more: Any) -> dict[str, Any]:
    """The answer to the administrator's sign-in, or another's."""
    return post(account, LOGIN, credentials(account, **more))


def session_token(account: RunningAccount) -> str:
    """Of a new session of the administrator's."""
    return str(sign_in(account)["data"]["token"])
