"""Files of services that their containers have mounted; on the host the account's home keeps others out."""

from __future__ import annotations

import shutil
from collections.abc import Container
from pathlib import Path

from spcs_local.whole_files import write_changed


class ServiceDirectories:
    """One directory a service, by its id, which any user of its containers may read."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._missed: set[Path] = set()

    def of(self, service_id: int, *parts: str) -> Path:
        """A service's own, or one in it."""
        path = self._root
        for part in ("", str(service_id), *parts):
            path = path / part
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(0o755)
        return path

    def keep(self, service_ids: Container[int]) -> None:
        """Take away those of services that are gone, at the second time that they are missed.

        `service_ids` may be older than a directory: the first one that a container has mounted must not be replaced.
        """
        if not self._root.exists():
            return
        found = [path for path in self._root.iterdir() if path.name.isdigit()]
        missing = {path for path in found if int(path.name) not in service_ids}
        for path in missing & self._missed:
            shutil.rmtree(path, ignore_errors=True)
        self._missed = missing


def write_file(path: Path, text: str, mode: int = 0o644) -> None:
    """Replace the file if it says anything else."""
    write_changed(path, text.encode(), mode)
