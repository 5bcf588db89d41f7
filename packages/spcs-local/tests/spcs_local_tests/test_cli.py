"""The commands: what they do, and what they say where they cannot."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from spcs_local_tests.command_line import information, local, start


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


def test_account_runs_without_the_command_line_of_its_http_client() -> None:
    code = (
        "import sys; from spcs_local.cli import main; assert main(['run', '--set', 'none=1']) == 2;"
        " print('httpx' in sys.modules, 'httpx._main' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout == "True False\n"


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
