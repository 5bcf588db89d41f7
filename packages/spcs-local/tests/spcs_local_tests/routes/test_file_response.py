"""A file as an answer: in pieces, for as long as the client stays."""

from __future__ import annotations

import os
from contextlib import suppress

import httpx
import pytest

from devkit.testing.waiting import PATIENCE, until
from spcs_local.model.stage_files import MOST_BYTES, PIECE
from spcs_local_tests.large_files import Client, address, lay
from spcs_local_tests.memory import LARGE, bounded
from spcs_local_tests.running import RunningAccount

pytestmark = pytest.mark.usefixtures("stage")


def test_get_sends_a_large_file_in_pieces(account: RunningAccount) -> None:
    lay(account, LARGE)
    client = Client(account)
    with bounded():
        client.request("GET", address(account, "big", write=False))
    assert (client.status, sum(client.lengths)) == (200, LARGE)
    assert max(client.lengths) <= PIECE


def test_get_ends_with_its_client(account: RunningAccount) -> None:
    lay(account, MOST_BYTES * 1024)
    with httpx.stream(
        "GET", account.url + address(account, "big", write=False), timeout=PATIENCE, trust_env=False
    ) as answer:
        content = answer.iter_raw(PIECE)
        assert next(content) == bytes(PIECE)
        assert opened() == 1
    until(lambda: opened() == 0, "that the file is closed")


def test_get_of_a_file_that_is_cut_off_meanwhile_fails(account: RunningAccount) -> None:
    lay(account, LARGE)
    with httpx.stream(
        "GET", account.url + address(account, "big", write=False), timeout=PATIENCE, trust_env=False
    ) as answer:
        content = answer.iter_raw(PIECE)
        next(content)
        lay(account, 0)
        with pytest.raises(httpx.RemoteProtocolError):
            list(content)


def opened() -> int:
    """How many files named `big` this process holds open."""
    found = 0
    for name in os.listdir("/proc/self/fd"):
        with suppress(FileNotFoundError):  # closed meanwhile
            found += os.readlink(f"/proc/self/fd/{name}").endswith("/big")
    return found
