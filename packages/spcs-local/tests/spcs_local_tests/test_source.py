"""Where requests come from."""

from __future__ import annotations

import pytest
from starlette.requests import HTTPConnection

from spcs_local.source import SERVICES, THIS_MACHINE, source_of


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        (("127.0.0.1", 1), THIS_MACHINE),
        (("127.99.0.7", 2), THIS_MACHINE),
        (("::1", 3), THIS_MACHINE),
        (("192.0.2.7", 4), "192.0.2.7"),
        (("a name", 5), "a name"),
        (None, SERVICES),
        (("", 0), SERVICES),
    ],
)
def test_source_is_one_for_all_of_loopback(client: tuple[str, int] | None, expected: str) -> None:
    assert source_of(HTTPConnection({"type": "http", "client": client, "headers": []})) == expected
