"""Where the registry's images lie: a directory a repository, by its id, to which the path of its names leads.

The reference server finds `database/schema/repository/name` below the directory of that path. Here that directory is a
symbolic link, so that the images of a repository go with it wherever it is called something else, and what is called
like another one, or like one before, has nothing of it.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from spcs_local.model.ports import BY_ID

_BELOW = "docker/registry/v2/repositories"


class StoredRepositories:
    """Directories and links below the storage of a registry."""

    def __init__(self, storage: Path) -> None:
        self._root = storage / _BELOW
        self._lock = threading.Lock()

    def adopt(self, repositories: Mapping[str, int]) -> None:
        """Take what an earlier version kept by names for that of the repositories that have these names, once."""
        if (self._root / BY_ID).exists():
            return
        for path, repository_id in repositories.items():
            before = self._root / path
            if before.is_dir() and not before.is_symlink():
                own = self._own(repository_id)
                own.parent.mkdir(parents=True, exist_ok=True)
                before.rename(own)
            self.lead(path, repository_id)

    def lead(self, path: str, repository_id: int) -> None:
        """Have a path lead to a repository."""
        if path.partition("/")[0] == BY_ID:
            raise ValueError(f"path {path}: expected one of names, none below {BY_ID}")
        own, link = self._own(repository_id), self._root / path
        with self._lock:
            own.mkdir(parents=True, exist_ok=True)
            link.parent.mkdir(parents=True, exist_ok=True)
            target = os.path.relpath(own, link.parent)
            if link.is_symlink() and os.readlink(link) == target:
                return
            if link.is_dir() and not link.is_symlink():
                shutil.rmtree(link)  # of a repository that was gone before there were links
            made = link.with_name(f"{link.name}.new")  # no name in the registry's storage has such an end
            with suppress(FileNotFoundError):
                made.unlink()
            made.symlink_to(target)
            made.replace(link)

    def remove(self, repository_id: int) -> None:
        """Take away the images of a repository."""
        shutil.rmtree(self._own(repository_id), ignore_errors=True)

    def _own(self, repository_id: int) -> Path:
        return self._root / BY_ID / str(repository_id)
