"""An account in the test's own process: made, asked, moved on by hand, ended."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from typing import Any

import pytest
import snowflake.connector

from spcs_local.settings import SettingsError
from spcs_local.sockets import unix_socket_path
from spcs_local.testing import LocalAccount, missing_for_containers
from spcs_local_tests.running import RunningAccount, rows, run


def test_connection_signs_in_the_administrator(tmp_path: Path) -> None:
    with LocalAccount(tmp_path) as account:
        options: dict[str, Any] = {**account.connection, "enable_server_session_keep_alive_auto_detection": False}
        with snowflake.connector.connect(**options) as connection:
            assert rows(connection, "SELECT CURRENT_USER() U, CURRENT_ROLE() R") == [
                {"u": account.user, "r": "ACCOUNTADMIN"}
            ]


def test_stop_leaves_no_thread_and_no_socket(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    account = LocalAccount(tmp_path)
    account.stop()
    account.stop()
    assert set(threading.enumerate()) <= before
    assert not unix_socket_path(account.settings).parent.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", account.port))


def test_end_comes_before_the_account_s_own(tmp_path: Path) -> None:
    said: list[str] = []
    with RunningAccount(tmp_path) as account:
        connection = account.connect()
        account.ends.callback(lambda: said.extend(row["name"] for row in rows(connection, "SHOW USERS")))
    assert said == ["ADMIN"]


def test_account_of_the_same_files_goes_on(tmp_path: Path) -> None:
    with RunningAccount(tmp_path) as first:
        run(first.connect(), "CREATE DATABASE KEPT")
    with RunningAccount(tmp_path) as second:
        assert [row["name"] for row in rows(second.connect(), "SHOW DATABASES")] == ["KEPT"]


def test_states_move_at_once_unless_told_otherwise(tmp_path: Path) -> None:
    with LocalAccount(tmp_path) as account:
        assert account.settings.behaviour.progression == "immediate"
        with pytest.raises(RuntimeError, match="progression is immediate"):
            account.step()


def test_step_moves_a_pool_on(tmp_path: Path) -> None:
    with RunningAccount(tmp_path, progression="manual") as account:
        admin = account.connect()
        run(admin, "CREATE COMPUTE POOL P MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_XS")
        assert rows(admin, "SHOW COMPUTE POOLS")[0]["state"] == "STARTING"
        account.step()
        assert rows(admin, "SHOW COMPUTE POOLS")[0]["state"] == "IDLE"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"nope": 1}, r"setting nope: expected one of progression, .*sysadminCreatesPools"),
        ({"sessionSeconds": "5"}, r"setting sessionSeconds='5': expected int"),
        ({"progression": "fast"}, r"setting progression=fast: allowed are timed, immediate, manual"),
        ({"adapter": "dokcer"}, r"adapter dokcer: allowed are docker, memory"),
    ],
)
def test_setting_that_is_none_is_refused(tmp_path: Path, settings: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        LocalAccount(tmp_path / "home", **settings)
    assert not (tmp_path / "home").exists()


@pytest.mark.usefixtures("without_docker")
def test_what_containers_need_is_named() -> None:
    missing = missing_for_containers()
    assert missing is not None
    assert missing.startswith("Docker does not answer")
    assert "DOCKER_HOST" in missing
