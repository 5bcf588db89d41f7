"""Programs of the account's own containers: a copy that is mounted, since an image of anybody's has none of them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import ModuleType

from spcs_local.whole_files import write_changed

ENVIRONMENT = {"PYTHONDONTWRITEBYTECODE": "1"}


def write_program(package: ModuleType, directory: Path) -> str:
    """A copy that any user can read, whatever the umask of the clone; returns what tells it from another."""
    copy = directory / Path(*package.__name__.split("."))
    copy.mkdir(parents=True, exist_ok=True)
    for parent in (directory, copy.parent, copy):
        parent.chmod(0o755)
    digest = hashlib.sha256()
    for path in sorted(Path(package.__path__[0]).glob("*.py")):
        content = path.read_bytes()
        digest.update(content)
        write_changed(copy / path.name, content, 0o644)
    return digest.hexdigest()[:16]
