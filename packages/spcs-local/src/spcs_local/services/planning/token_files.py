"""The token that a service finds in /snowflake/session: one directory a service, mounted into its containers."""

from __future__ import annotations

import time
from collections.abc import Callable, Container
from pathlib import Path

from spcs_local.services.planning.service_directories import ServiceDirectories, write_file

REFRESH_SECONDS = 300
TARGET = "/snowflake/session"


class TokenFiles:
    """Refreshed long before a token's hour is over."""

    def __init__(self, root: Path, issue: Callable[[int, int | None], str]) -> None:
        self._directories = ServiceDirectories(root)
        self._issue = issue
        self._issued: dict[int, int | None] = {}

    def directory(self, service_id: int, permission: str | None = None) -> Path:
        """What is mounted; where a container asks for another mode, a directory with a copy in that."""
        if permission is None:
            return self._directories.of(service_id)
        directory = self._directories.of(service_id, f"mode-{int(permission, 8):03o}")
        self._copy(service_id, directory)
        return directory

    def _copy(self, service_id: int, directory: Path) -> None:
        token = self.directory(service_id) / "token"
        if token.exists():
            write_file(directory / "token", token.read_text(encoding="utf-8"), int(directory.name[-3:], 8))

    def refresh(self, service_id: int, owner_id: int | None) -> None:
        """A new token, unless the one there is fresh and the service has its owner still."""
        path = self.directory(service_id) / "token"
        known = service_id in self._issued and self._issued[service_id] == owner_id
        if known and path.exists() and abs(time.time() - path.stat().st_mtime) < REFRESH_SECONDS:
            return
        self._issued[service_id] = owner_id
        write_file(path, self._issue(service_id, owner_id))
        for directory in path.parent.glob("mode-*"):
            self._copy(service_id, directory)

    def keep(self, service_ids: Container[int]) -> None:
        """Take away the tokens of services that are gone."""
        self._directories.keep(service_ids)
