"""The program as a revision has it, and as it lies in the clone, each in a directory of its own."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from devkit.errors import ToolchainError

# what runs the program rather than being it, and is the clone's for both
LINKED = ("packages", ".venv", "policies/.venv")
_PROGRAM = (".", ":(exclude)packages", ":(exclude)docs", ":(exclude)tests")
NOT_COMMITTED = ", with what is not committed"


@dataclass(frozen=True)
class Sides:
    """The two programs, in directories of their own, and what they are called."""

    base: Path
    head: Path
    base_name: str
    head_name: str


@dataclass(frozen=True)
class Trees:
    """Of one clone."""

    root: Path

    def sides(self, base: str, directory: Path) -> Sides:
        """Both, below the directory."""
        revision = self._base_of(base)
        found = Sides(directory / "base", directory / "head", self._short(revision), self._head())
        self.export(revision, found.base)
        self.copy(found.head)
        return found

    def _base_of(self, base: str) -> str:
        """The commit that it shares with the head: what others have merged since is no change of the head."""
        self._git(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}", what=f"BASE is {base!r}"
        )
        return self._git("merge-base", "--", base, "HEAD", what=f"BASE is {base!r}").strip()

    def _short(self, revision: str) -> str:
        return self._git("rev-parse", "--short", revision).strip()

    def _head(self) -> str:
        """The head, and whether there is more than it."""
        changed = self._git("status", "--porcelain", "--", *_PROGRAM)
        return self._short("HEAD") + (NOT_COMMITTED if changed.strip() else "")

    def export(self, revision: str, target: Path) -> None:
        """The files of a commit."""
        archive = target.with_suffix(".tar")
        self._git("archive", f"--output={archive}", revision, "--", *_PROGRAM)
        target.mkdir()
        subprocess.run(["tar", "--extract", f"--file={archive}", f"--directory={target}"], check=True)
        archive.unlink()
        self._finish(target)

    def copy(self, target: Path) -> None:
        """The files that lie there and are not ignored."""
        names = self._git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *_PROGRAM)
        target.mkdir()
        for name in filter(None, names.split("\0")):
            source = self.root / name
            if source.is_symlink() or source.is_file():
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target / name, follow_symlinks=False)
        self._finish(target)

    def _finish(self, target: Path) -> None:
        for path in target.rglob("*"):
            if not path.is_symlink():
                # git keeps this of permissions and no more, and an image's tag counts them
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        for name in LINKED:
            if (target / name).parent.is_dir():
                (target / name).symlink_to(self.root / name)

    def _git(self, *arguments: str, what: str = "") -> str:
        done = subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, text=True, check=False)
        if done.returncode:
            said = done.stderr.strip() or f"git {arguments[0]} says nothing of it"
            allowed = "allowed: a branch, tag or commit that shares history with the head" if what else ""
            raise ToolchainError("; ".join(filter(None, (what, allowed, said))))
        return done.stdout
