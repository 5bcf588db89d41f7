"""A stage without an account."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from spcs_local.model.objects import StoredObject
from spcs_local.model.stage_files import StageFiles


class Stage:
    """One stage, the directory that containers see, and a secret outside of it."""

    def __init__(self, root: Path, open_up: Callable[[Path], None] = lambda _directory: None) -> None:
        self.found = StoredObject(7, "STAGE", "S", None, None, None, 0.0, 0.0, "", {}, ())
        self.files = StageFiles(root / "stages", open_up)
        self.directory = self.files.directory(self.found)
        self.secret = root / "secret"
        self.secret.mkdir()
        (self.secret / "key").write_text("secret")

    def paths(self, prefix: str = "") -> list[str]:
        """What LIST shows."""
        return [file.path for file in self.files.list(self.found, prefix)]
