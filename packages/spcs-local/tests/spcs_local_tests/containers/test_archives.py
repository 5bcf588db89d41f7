"""Archives that the Engine takes."""

from __future__ import annotations

import io
import tarfile

from spcs_local.containers import archives


def entries(archive: bytes) -> list[tarfile.TarInfo]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as found:
        return found.getmembers()


def test_directory_has_its_owner_and_lets_the_group_write() -> None:
    [entry] = entries(archives.directory("volume", 10001, 10002))
    assert (entry.name, entry.isdir(), entry.uid, entry.gid, entry.mode) == ("volume", True, 10001, 10002, 0o775)


def test_archive_of_nothing_is_one() -> None:
    assert entries(archives.nothing()) == []
