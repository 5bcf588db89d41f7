"""Which clones of this user share the cache, and which of them work with the Docker daemon that set-up started."""

import contextlib
import hashlib
from dataclasses import dataclass
from pathlib import Path

from devkit import files
from devkit.paths import Paths


@dataclass(frozen=True)
class Users:
    """Clones that use something, one file each. One that was removed by hand does not count any more."""

    directory: Path

    @classmethod
    def of_cache(cls, paths: Paths) -> "Users":
        return cls(paths.cache / "clones")

    @classmethod
    def of_daemon(cls, paths: Paths) -> "Users":
        return cls(paths.cache / "clones-with-dockerd")

    def add(self, paths: Paths) -> None:
        files.write(self._file(paths), f"{paths.root}\n")

    def leave(self, paths: Paths) -> None:
        self._file(paths).unlink(missing_ok=True)

    def others(self, paths: Paths) -> list[Path]:
        """The roots of the others that are still there."""
        found = []
        for file in sorted(self.directory.glob("*")):
            with contextlib.suppress(FileNotFoundError):  # it has left meanwhile
                root = Path(file.read_text().removesuffix("\n"))
                if not root.is_dir():
                    file.unlink()
                elif file != self._file(paths):
                    found.append(root)
        return found

    def _file(self, paths: Paths) -> Path:
        return self.directory / hashlib.sha256(str(paths.root).encode()).hexdigest()[:12]


def named(roots: list[Path]) -> str:
    """For a sentence."""
    return ", ".join(map(str, roots))
