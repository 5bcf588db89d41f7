"""Whether the daemon that builds and pushes images answers, over its HTTP API.

https://docs.docker.com/reference/api/engine/
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from components.platforms import connected

SECONDS = 10.0
USUAL = "/var/run/docker.sock"


class DaemonError(Exception):
    """A daemon that does not answer: where, and why."""

    def __init__(self, where: str, why: str) -> None:
        self.where, self.why = where, why
        super().__init__(f"{where}: {why}")


class _UnixConnection(HTTPConnection):
    """HTTP through a socket that is a file."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = connected(self._path, SECONDS)


@dataclass(frozen=True)
class Daemon:
    """Where DOCKER_HOST says, else at one of the usual places."""

    environment: Mapping[str, str]

    def information(self) -> dict[str, Any] | None:
        """What the daemon says of itself; None where only Docker's own clients know the way. Raises DaemonError."""
        places = self._places()
        if places is None:
            return None
        failed = None
        for place in places:
            try:
                return _asked(place)
            except (OSError, HTTPException, ValueError) as error:
                failed = failed or DaemonError(place, str(error) or type(error).__name__)
        raise failed or DaemonError(f"unix://{USUAL}", "there is none")

    def _places(self) -> list[str] | None:
        """None for what takes more than a socket: TLS, SSH, a pipe of Windows, a context."""
        host = self.environment.get("DOCKER_HOST", "")
        if host:
            plain = not self.environment.get("DOCKER_TLS_VERIFY") and urlsplit(host).scheme in ("unix", "tcp", "http")
            return [host] if plain else None
        if os.name == "nt" or self.environment.get("DOCKER_CONTEXT") or self._context():
            return None
        home, runtime = self.environment.get("HOME", ""), self.environment.get("XDG_RUNTIME_DIR", "")
        more = [f"{home}/.docker/run/docker.sock", *([f"{runtime}/docker.sock"] if runtime else [])]
        return [f"unix://{path}" for path in (USUAL, *more) if path == USUAL or os.path.exists(path)]

    def _context(self) -> bool:
        directory = self.environment.get("DOCKER_CONFIG") or f"{self.environment.get('HOME', '')}/.docker"
        try:
            chosen = json.loads((Path(directory) / "config.json").read_text(encoding="utf-8")).get("currentContext")
        except (OSError, ValueError, AttributeError):
            return False
        return chosen not in (None, "", "default")


def is_here(host: str) -> bool:
    """Whether the daemon's files and network are this machine's."""
    return urlsplit(host).scheme in ("", "unix")


def _asked(place: str) -> dict[str, Any]:
    parts = urlsplit(place)
    if parts.scheme == "unix":
        connection: HTTPConnection = _UnixConnection(parts.path)
    else:
        connection = HTTPConnection(parts.hostname or "", parts.port or 2375, timeout=SECONDS)
    try:
        connection.request("GET", "/info")
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise ValueError(f"answers {answer.status} {answer.reason}")
    found: dict[str, Any] = json.loads(text)
    return found
