"""Addresses that serve one transfer."""

from __future__ import annotations

import errno
import os
import urllib.error
import urllib.request

import pytest
from snowflake.connector import SnowflakeConnection

from devkit.testing.waiting import PATIENCE
from spcs_local_tests.large_files import Client, address
from spcs_local_tests.memory import LARGE, bounded
from spcs_local_tests.running import RunningAccount, rows


def upload(url: str, content: bytes) -> int:
    """The status of an upload."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, content, method="PUT"), timeout=PATIENCE) as response:  # noqa: S310
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_address_serves_one_upload(account: RunningAccount, stage: SnowflakeConnection) -> None:
    del stage
    found = account.account.model.objects.list("STAGE")[0]
    secret = account.account.model.transfers.issue(found.id, "x", write=True, keep=True)
    url = f"{account.url}/transfer/{secret}/x"
    assert [upload(url, content) for content in (b"1", b"1", b"2")] == [200, 400, 400]
    assert account.account.model.stages.read(found, "x") == b"1"


def test_upload_that_the_disk_has_no_room_for_is_not_taken_for_one(
    account: RunningAccount, stage: SnowflakeConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = account.account.model.objects.list("STAGE")[0]

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    secret = account.account.model.transfers.issue(found.id, "x", write=True, keep=True)
    assert upload(f"{account.url}/transfer/{secret}/x", b"1") == 500
    assert rows(stage, "LIST @S") == []


def test_put_takes_a_large_file_in_pieces(stage: SnowflakeConnection, account: RunningAccount) -> None:
    client = Client(account)
    with bounded():
        client.request("PUT", address(account, "new", write=True), LARGE)
    assert client.status == 200
    assert rows(stage, "LIST @S")[0]["size"] == LARGE
