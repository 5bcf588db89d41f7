"""Files that others may read meanwhile: replaced whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: bytes, mode: int = 0o600, *, durable: bool = False) -> None:
    """Replace a file. Nobody else ever reads it, unless `mode` says so; what is `durable` outlives the machine."""
    temporary = path.with_name(f".{path.name}.part")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        os.fchmod(handle, mode)
        if durable:
            file.flush()
            os.fsync(handle)
    temporary.replace(path)
