"""Files that containers wrote as another user than the account's, which may be closed to it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from spcs_local.errors import SnowflakeError
from spcs_local.model.directories import remove_tree

Reached = TypeVar("Reached")


class ForeignFiles:
    """`open_up` has all below a directory be read and written by everybody, whoever wrote it."""

    def __init__(self, open_up: Callable[[Path], None]) -> None:
        self._open_up = open_up
        self._opening = threading.Lock()

    def reach(self, directory: Path, refusal: SnowflakeError, action: Callable[[], Reached]) -> Reached:
        """Do what a file in the directory may be closed to; once more when all is open, and then it is refused."""
        with suppress(PermissionError):
            return action()
        with self._opening:
            try:
                return action()  # it may have been opened for another meanwhile
            except PermissionError:
                self._open_up(directory.resolve())
        try:
            return action()
        except PermissionError:
            raise refusal from None

    def remove(self, directory: Path) -> None:
        """Take the directory away with all that is in it."""
        remove_tree(directory)
        if directory.exists():
            self._open_up(directory.resolve())
            remove_tree(directory)
