"""Archives for the Engine, which takes and gives the content of volumes as such."""

from __future__ import annotations

import io
import tarfile

_MODE = 0o775


def nothing() -> bytes:
    """An archive without an entry."""
    return _archive()


def directory(name: str, uid: int, gid: int) -> bytes:
    """A directory with its owner, which may be there already; the one that it is unpacked to would be passed over."""
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode, entry.uid, entry.gid = tarfile.DIRTYPE, _MODE, uid, gid
    return _archive(entry)


def _archive(*entries: tarfile.TarInfo) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for entry in entries:
            archive.addfile(entry)
    return buffer.getvalue()
