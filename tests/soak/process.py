"""The account as a process of its own, to be killed and started again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local import daemon
from local.presence import is_running, read_information
from tests.waiting import until

ROOT = Path(__file__).parents[2]
_ANY_PORTS = ("--account-port", "0", "--registry-port", "0", "--ingress-port", "0")


@dataclass
class AccountProcess:
    """One home and the process that serves it now."""

    home: Path
    settings: tuple[str, ...] = ()
    information: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it listens now: another port after each start."""
        return f"http://127.0.0.1:{self.information['account_port']}"

    @property
    def administrator(self) -> tuple[str, str]:
        """Name and password."""
        content = json.loads((self.home / "administrator.json").read_text(encoding="utf-8"))
        return content["user"], content["password"]

    def start(self) -> None:
        """Start it and wait until it answers."""
        pairs = [part for pair in self.settings for part in ("--set", pair)]
        arguments = ["start", "--home", str(self.home), "--adapter", "memory", *_ANY_PORTS, *pairs]
        # through the command line: the account is then nobody's child, as in life
        subprocess.run([sys.executable, "-m", "local", *arguments], cwd=ROOT, check=True, capture_output=True)
        self.information = read_information(self.home)

    def kill(self) -> None:
        """SIGKILL, and wait until the system has taken its lock away."""
        os.kill(int(self.information["pid"]), signal.SIGKILL)
        until(lambda: not is_running(self.home), "that the killed account holds its lock no more")


@contextmanager
def account_process(home: Path, *settings: str) -> Iterator[AccountProcess]:
    """A running account, stopped in the end."""
    process = AccountProcess(home, settings)
    process.start()
    try:
        yield process
    finally:
        daemon.stop(home)
