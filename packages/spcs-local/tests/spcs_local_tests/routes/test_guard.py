"""By which names the account may be called."""

from __future__ import annotations

import json
from contextlib import closing

import httpx
import pytest

from devkit.testing.waiting import PATIENCE
from spcs_local.model.lockout import FREE_FAILURES
from spcs_local.sockets import unix_socket_path
from spcs_local_tests.bare_http import LOGIN, QUERY, connect, sign_in
from spcs_local_tests.running import RunningAccount

pytestmark = pytest.mark.timeout(600)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:7878", "", "a b"])
@pytest.mark.parametrize("path", [LOGIN, "/", "/token", "/api/v2/databases"])
def test_refuse_a_name_that_is_not_of_this_machine(shared: RunningAccount, path: str, host: str) -> None:
    connection = connect(shared)
    connection.request("GET", path, headers={"host": host})
    assert connection.getresponse().status in (400, 403)
    connection.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1", "LOCALHOST", "local-dev.localhost:7878", "[::1]:7878"])
def test_answer_to_a_name_of_this_machine(shared: RunningAccount, host: str) -> None:
    connection = connect(shared)
    connection.request("GET", "/healthz", headers={"host": host})
    assert connection.getresponse().status == 200
    connection.close()


@pytest.mark.parametrize(
    "header",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=lambda header: " ".join(header.values()),
)
@pytest.mark.parametrize("path", [LOGIN, QUERY, "/token", "/api/v2/databases", "/session?delete=true", "/healthz"])
def test_refuse_what_a_page_of_elsewhere_sends(shared: RunningAccount, path: str, header: dict[str, str]) -> None:
    connection = connect(shared)
    connection.request("POST", path, headers=header)
    assert connection.getresponse().status == 403
    connection.close()


def test_wrong_passwords_of_a_page_lock_nobody_out(shared: RunningAccount) -> None:
    wrong = {"data": {"LOGIN_NAME": "ADMIN", "PASSWORD": "wrong"}}
    page = {"content_type": "text/plain", "origin": "http://evil.example", "sec_fetch_site": "cross-site"}
    for _ in range(2 * FREE_FAILURES):
        with closing(connect(shared)) as connection:
            headers = {name.replace("_", "-"): value for name, value in page.items()}
            connection.request("POST", LOGIN, json.dumps(wrong), headers)
            assert connection.getresponse().status == 403
    assert sign_in(shared)["success"]


def test_wrong_passwords_of_services_lock_nobody_else_out(account: RunningAccount) -> None:
    body = {"data": {"LOGIN_NAME": "ADMIN", "PASSWORD": "wrong"}}
    socket = httpx.HTTPTransport(uds=str(unix_socket_path(account.settings)))
    with httpx.Client(transport=socket, base_url="http://localhost", timeout=PATIENCE) as service:
        codes = [service.post(LOGIN, json=body).json()["code"] for _ in range(FREE_FAILURES + 1)]
    assert codes == ["390100"] * FREE_FAILURES + ["390102"]
    assert sign_in(account)["success"]


def test_a_link_of_elsewhere_opens_the_page(shared: RunningAccount) -> None:
    connection = connect(shared)
    connection.request("GET", "/", headers={"sec-fetch-site": "cross-site"})
    assert connection.getresponse().status == 200
    connection.close()
