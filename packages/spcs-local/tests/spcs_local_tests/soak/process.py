"""The account as a process of its own, to be killed and started again."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devkit.testing.waiting import until
from spcs_local.presence import is_running, read_information

ROOT = Path(__file__).parents[2]
_PORTS = ("account_port", "registry_port", "ingress_port")


@dataclass
class AccountProcess:
    """One home and the process that serves it now."""

    home: Path
    settings: tuple[str, ...] = ()
    adapter: str = "memory"
    environment: dict[str, str] = field(default_factory=dict)
    information: dict[str, Any] = field(default_factory=dict)
    steady: dict[str, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it listens now: without Docker another port after each start."""
        return f"http://127.0.0.1:{self.information['account_port']}"

    @property
    def administrator(self) -> tuple[str, str]:
        """Name and password."""
        content = json.loads((self.home / "administrator.json").read_text(encoding="utf-8"))
        return content["user"], content["password"]

    def start(self) -> None:
        """Start it and wait until it answers."""
        pairs = [part for pair in self.settings for part in ("--set", pair)]
        arguments = ["start", "--home", str(self.home), "--adapter", self.adapter, *self._ports(), *pairs]
        environment = os.environ | self.environment
        # through the command line: the account is then nobody's child, as in life
        line = [sys.executable, "-m", "spcs_local", *arguments]
        done = subprocess.run(line, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        self.information = read_information(self.home)

    def _ports(self) -> list[str]:
        """Any; where images are called by the registry's, the same in each start."""
        if self.adapter == "docker" and not self.steady:
            self.steady = {name: _steady_port() for name in _PORTS}
        return [part for name in _PORTS for part in (f"--{name.replace('_', '-')}", str(self.steady.get(name, 0)))]

    def kill(self) -> None:
        """SIGKILL, and wait until the system has taken its lock away."""
        os.kill(int(self.information["pid"]), signal.SIGKILL)
        until(lambda: not is_running(self.home), "that the killed account holds its lock no more")

    def stop(self) -> None:
        """End it, with all that it made in Docker."""
        line = [sys.executable, "-m", "spcs_local", "stop", "--home", str(self.home)]
        subprocess.run(line, cwd=ROOT, check=True, capture_output=True)


def _steady_port() -> int:
    """A free one below those that the system gives to connections and to who asks for any: nobody else has it while the
    account is dead."""
    while True:
        try:
            with socket.create_server(("127.0.0.1", random.randrange(20_000, 32_000))) as free:  # noqa: S311 - no secret
                return int(free.getsockname()[1])
        except OSError:
            continue


@contextmanager
def account_process(
    home: Path, *settings: str, adapter: str = "memory", environment: dict[str, str] | None = None
) -> Iterator[AccountProcess]:
    """A running account, stopped in the end."""
    process = AccountProcess(home, settings, adapter, environment or {})
    process.start()
    try:
        yield process
    finally:
        process.stop()
