"""The account's command, each time a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import snowflake.connector
from snowflake.connector import SnowflakeConnection

ROOT = Path(__file__).parents[2]
PORTS = ("--account-port", "0", "--registry-port", "0", "--ingress-port", "0")


def local(command: str, home: Path | str, *more: str) -> subprocess.CompletedProcess[str]:
    arguments = [sys.executable, "-m", "spcs_local", command, "--home", str(home), *more]
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def start(home: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return local("start", home, "--adapter", "memory", *(more or PORTS))


def information(home: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((home / "account.json").read_text())
    return content


def connect_to(home: Path) -> SnowflakeConnection:
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


def own_memory(home: Path) -> int:
    """Bytes that the account's process has to itself."""
    lines = Path(f"/proc/{information(home)['pid']}/smaps_rollup").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:"))
