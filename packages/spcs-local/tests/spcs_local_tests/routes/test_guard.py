"""By which names the account may be called."""

from __future__ import annotations

import pytest

from spcs_local_tests.bare_http import LOGIN, connect
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
