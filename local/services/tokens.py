"""The token that a service finds in /snowflake/session: one directory a service, mounted into its containers."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Container
from pathlib import Path

REFRESH_SECONDS = 300
TARGET = "/snowflake/session"


class TokenFiles:
    """Written whole or not at all, and refreshed long before a token's hour is over."""

    def __init__(self, root: Path, issue: Callable[[str, str], str]) -> None:
        self._root = root
        self._issue = issue
        self._issued: dict[int, tuple[str, str]] = {}
        self._missed: set[Path] = set()

    def directory(self, service_id: int) -> Path:
        """What is mounted: any user of a container may read it; on the host the account's home keeps others out."""
        path = self._root / str(service_id)
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o755)
        return path

    def refresh(self, service_id: int, service: str, role: str) -> None:
        """A new token, unless the one there is fresh and the service has its name and owner still."""
        path = self.directory(service_id) / "token"
        known = self._issued.get(service_id) == (service, role)
        if known and path.exists() and time.time() - path.stat().st_mtime < REFRESH_SECONDS:
            return
        self._issued[service_id] = (service, role)
        temporary = path.with_name(".token.part")
        temporary.unlink(missing_ok=True)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(self._issue(service, role))
            os.fchmod(handle, 0o644)
        temporary.replace(path)

    def keep(self, service_ids: Container[int]) -> None:
        """Take away the tokens of services that are gone, at the second time that they are missed.

        `service_ids` may be older than a directory: the first one that a container has mounted must not be replaced.
        """
        if not self._root.exists():
            return
        found = [path for path in self._root.iterdir() if path.name.isdigit()]
        missing = {path for path in found if int(path.name) not in service_ids}
        for path in missing & self._missed:
            shutil.rmtree(path, ignore_errors=True)
        self._missed = missing
