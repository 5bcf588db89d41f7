"""The directory of a stage that a volume shows."""

from __future__ import annotations

from pathlib import Path

from local.model.directories import StagePathError
from local.model.stage_files import parts_of


def stage_directory(root: Path, path: str) -> Path:
    """Made if it is not there; containers write below `root`, so a symbolic link in the way is refused."""
    current = root.resolve()
    for part in parts_of(path):
        current = current / part
        current.mkdir(exist_ok=True)
        if current.is_symlink() or not current.is_dir():
            raise StagePathError(path)
        current.chmod(0o777)
    return current
