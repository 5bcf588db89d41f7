"""The account as a process: started, found running, killed, stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import snowflake.connector
from snowflake.connector import SnowflakeConnection

from devkit import pids
from spcs_local.presence import is_running
from spcs_local.settings import Settings
from spcs_local.sockets import unix_socket_path
from spcs_local_tests.running import rows, run

ROOT = Path(__file__).parents[2]
PORTS = ("--account-port", "0", "--registry-port", "0", "--ingress-port", "0")


def local(command: str, home: Path, *more: str) -> subprocess.CompletedProcess[str]:
    arguments = [sys.executable, "-m", "spcs_local", command, "--home", str(home), *more]
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def start(home: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return local("start", home, "--adapter", "memory", *(more or PORTS))


def information(home: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((home / "account.json").read_text())
    return content


def connect(home: Path) -> SnowflakeConnection:
    administrator = json.loads((home / "administrator.json").read_text())
    return snowflake.connector.connect(
        account="LOCAL-DEV",
        user=administrator["user"],
        password=administrator["password"],
        host="127.0.0.1",
        port=information(home)["account_port"],
        protocol="http",
        enable_server_session_keep_alive_auto_detection=False,
    )


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose account is stopped in the end."""
    yield tmp_path / "home"
    local("stop", tmp_path / "home")


def test_start_says_where_and_again_that_it_runs(home: Path) -> None:
    first, second = start(home), start(home)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert f"account http://127.0.0.1:{information(home)['account_port']}" in first.stdout
    assert "is already running" in second.stdout


def test_files_of_the_home_are_private(home: Path) -> None:
    start(home)
    modes = {name: (home / name).stat().st_mode & 0o777 for name in ("administrator.json", "account.sqlite", "")}
    assert modes == {"administrator.json": 0o600, "account.sqlite": 0o600, "": 0o700}
    assert "password" not in (home / "account.json").read_text()


def test_kill_loses_no_acknowledged_statement(home: Path) -> None:
    assert start(home).returncode == 0
    with connect(home) as connection:
        run(connection, "CREATE DATABASE D", "CREATE STAGE S", "CREATE ROLE R", "GRANT READ ON STAGE S TO ROLE R")
        os.kill(information(home)["pid"], signal.SIGKILL)
        assert start(home).returncode == 0
    with connect(home) as connection:
        granted = [row["privilege"] for row in rows(connection, "SHOW GRANTS TO ROLE R")]
        assert granted == ["READ"]
        assert rows(connection, "LIST @D.PUBLIC.S") == []


def test_sign_ins_leave_no_memory_behind(home: Path) -> None:
    assert start(home).returncode == 0
    before = own_memory(home)
    with ThreadPoolExecutor(6) as pool:
        for connection in pool.map(connect, [home] * 6):
            connection.close()
    # a password's hash takes 16 MB
    assert own_memory(home) - before < 16e6


def own_memory(home: Path) -> int:
    """Bytes that the account's process has to itself."""
    lines = Path(f"/proc/{information(home)['pid']}/smaps_rollup").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:"))


def test_stop_ends_it_and_again_says_so(home: Path) -> None:
    start(home)
    pid = information(home)["pid"]
    first, second = local("stop", home), local("stop", home)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "stopped the local account" in first.stdout
    assert "no local account was running" in second.stdout
    assert not is_running(home)
    assert not unix_socket_path(Settings(home=home)).parent.exists()
    assert pids.start_time(pid) is None


def test_port_in_use_is_one_message(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = start(home, "--account-port", str(port), "--registry-port", "0", "--ingress-port", "0")
    assert done.returncode == 2
    assert f"port {port} of 127.0.0.1, for the account, is in use" in done.stderr
    assert "SPCS_LOCAL_ACCOUNT_PORT" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--set", "nope=1"), "sysadminCreatesPools"),
        (("--set", "sysadminCreatesPools=yes"), "true and false"),
        (("--account-port", "70000"), "0 to 65535"),
    ],
)
def test_bad_setting_is_one_message(home: Path, arguments: tuple[str, ...], said: str) -> None:
    done = start(home, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_status_without_account_says_so(home: Path) -> None:
    done = local("status", home)
    assert done.returncode == 2
    assert "no local account runs" in done.stderr


def test_status_shows_what_there_is_past_any_proxy(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    start(home)
    done = local("status", home)
    assert done.returncode == 0, done.stderr
    assert "services: none" in done.stdout
