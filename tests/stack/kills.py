"""Kills of the engine between a statement and its record: the account has done it, and the engine never hears of it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from devkit import pids
from devkit.bench.workspace import Workspace
from devkit.testing.waiting import PATIENCE, until
from tests.stack.gate import Relay

# what changes something; of a roll, which changes nothing, what it waits for
_WITHHELD = re.compile(r"CREATE|ALTER|DROP|GRANT|REVOKE|PUT|REMOVE|SHOW SERVICE CONTAINERS", re.IGNORECASE)
_USAGE = re.compile(r"\s*--terraform_provider.*", re.DOTALL)
_SIGN_IN = "/session/v1/login-request"
_QUIET_SECONDS = 0.2
# of a type of resource, what was pending with it
Pending = set[tuple[str, str]]


class Withholding(Relay):
    """Withholds the answer to each statement once, and to the owners' sign-ins, until the engine has been killed."""

    def __init__(self, account_port: int) -> None:
        super().__init__(account_port)
        self._lock = threading.Lock()
        self._known: set[str] = set()
        self._waiting, self._under_way, self._latest = 0, 0, 0.0
        self._withholds, self._killed = False, threading.Event()

    def pass_through(self, asked: str) -> None:  # noqa: ARG002 - it counts them
        with self._lock:
            self._under_way += 1

    def answered(self, asked: str) -> None:
        what = _what(asked)
        with self._lock:
            self._under_way, self._latest = self._under_way - 1, time.monotonic()
            killed, withheld = self._killed, self._withholds and bool(what) and what not in self._known
            if withheld:
                self._waiting += 1
                self._known.add(what)
        if withheld:
            killed.wait(PATIENCE)

    @property
    def stands_still(self) -> bool:
        """Whether all who are at work wait for an answer that does not come."""
        with self._lock:
            quiet = time.monotonic() - self._latest > _QUIET_SECONDS
            return bool(self._waiting) and not self._under_way and quiet

    def withhold(self) -> None:
        """From now on."""
        with self._lock:
            self._withholds, self._killed, self._waiting = True, threading.Event(), 0

    def begin_anew(self) -> None:
        """Withhold once more what was withheld before."""
        with self._lock:
            self._known.clear()

    def let_go(self) -> None:
        """The engine is gone: whoever still waits for it may go on."""
        with self._lock:
            self._withholds = False
            self._killed.set()


def _what(asked: str) -> str:
    """What is withheld of it; nothing of what is let through."""
    if asked.startswith(_SIGN_IN):
        role = parse_qs(urlsplit(asked).query).get("roleName", [""])[0]
        return f"{_SIGN_IN} {role}" if "OWNER" in role else ""
    text = _USAGE.sub("", asked).strip()
    return text if _WITHHELD.match(text) else ""


@dataclass(frozen=True)
class Stack:
    """An engine that reaches the account through the relay."""

    workspace: Workspace
    relay: Withholding

    def killed(self, *command: str) -> Pending | None:
        """Run a command and kill it once nothing goes on; what is pending then. None where it came to its end."""
        self.relay.withhold()
        process = subprocess.Popen(
            ["pulumi", *command, "--yes", "--skip-preview", "--non-interactive", "--color=never"],
            cwd=self.workspace.directory,
            env=self.workspace.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        output: list[str] = []
        reader = threading.Thread(target=lambda: output.extend(process.stdout or ()))
        reader.start()
        try:
            until(lambda: process.poll() is not None or self.relay.stands_still, f"pulumi {command[0]}")
            children = _descendants(process.pid)
        finally:
            process.kill()
            code = process.wait(PATIENCE)
            self.relay.let_go()
            reader.join()
            assert process.stdout is not None
            process.stdout.close()
        if code != -signal.SIGKILL:
            assert code == 0, "".join(output)
            return None
        assert all(pids.wait_for_end(child, PATIENCE) for child in children)
        return self.pending()

    def pending(self) -> Pending:
        deployment = json.loads(self.workspace.pulumi("stack", "export"))["deployment"]
        found = deployment.get("pending_operations") or ()
        return {(it["type"], it["resource"]["type"].rpartition(":")[2]) for it in found}


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # the thread has ended
            found += [int(child) for child in file.read_text().split()]
    return [*found, *(below for child in found for below in _descendants(child))]
