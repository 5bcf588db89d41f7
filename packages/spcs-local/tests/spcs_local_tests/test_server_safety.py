"""What the account's process shows to others of this machine: its sockets, its arguments, its log, its files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from devkit.testing.waiting import PATIENCE
from spcs_local_tests.open_files import listening
from spcs_local_tests.soak.process import AccountProcess, account_process

_SECRET = "pass-never-shown"


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccountProcess]:
    """An account that has made a user and refused another statement with a password in it."""
    with account_process(tmp_path_factory.mktemp("account") / "home") as running:
        token = _answer(running, "/session/v1/login-request", {"data": _credentials(running)})["data"]["token"]
        for text in (f"CREATE USER U PASSWORD = '{_SECRET}'", f"CREATE USER V PASSWORD '{_SECRET}'"):
            _answer(running, "/queries/v1/query-request", {"sqlText": text}, token)
        yield running


def _credentials(running: AccountProcess) -> dict[str, str]:
    user, password = running.administrator
    return {"LOGIN_NAME": user, "PASSWORD": password}


def _answer(running: AccountProcess, path: str, body: dict[str, Any], token: str = "") -> Any:
    headers = {"authorization": f'Snowflake Token="{token}"'}
    return httpx.post(running.url + path, json=body, headers=headers, timeout=PATIENCE, trust_env=False).json()


def test_listen_on_loopback_alone(process: AccountProcess) -> None:
    assert listening(process.information["pid"]) == {"0100007F"}


def test_show_no_secret_in_arguments_log_and_files(process: AccountProcess) -> None:
    _, password = process.administrator
    pid = process.information["pid"]
    shown = [Path(f"/proc/{pid}/cmdline").read_bytes(), Path(f"/proc/{pid}/environ").read_bytes()]
    shown += [
        path.read_bytes() for path in process.home.rglob("*") if path.is_file() and path.name != "administrator.json"
    ]
    for content in shown:
        assert password.encode() not in content
        assert _SECRET.encode() not in content


def test_keep_files_from_other_users(process: AccountProcess) -> None:
    assert process.home.stat().st_mode & 0o077 == 0
    secrets = ("administrator.json", "account.sqlite", "account.sqlite-wal", "account.log")
    assert {name: (process.home / name).stat().st_mode & 0o077 for name in secrets} == dict.fromkeys(secrets, 0)
