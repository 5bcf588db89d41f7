"""Files that others read meanwhile: replaced whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from components.platforms import like


def write_whole(path: Path, text: str, mode: int = 0o600) -> None:
    """Replace the file that a path leads to: a link stays one, and the owner is whoever was."""
    target = Path(os.path.realpath(path))
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            like(target, descriptor, mode)
            file.write(text)
            file.flush()
            os.fsync(descriptor)  # a machine that crashes may else keep the new name of an empty file
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise
