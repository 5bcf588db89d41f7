"""The files of an export: whole, or recognised as not whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from keeper import archive
from keeper.archive import ArchiveError, Batch, DataFile, Writer

BATCHES = [Batch(2, (b"ids", b"")), Batch(1, (b"\x00" * 5000, b"x")), Batch(3, ())]


def written(directory: Path, batches: list[Batch] | None = None) -> list[DataFile]:
    return Writer(directory).write("c0", iter(BATCHES if batches is None else batches))


def test_read_what_was_written(tmp_path: Path) -> None:
    (file,) = written(tmp_path / "new")
    archive.check(tmp_path / "new", [file])
    assert list(archive.batches(tmp_path / "new", file)) == BATCHES
    assert (file.rows, file.bytes) == (6, (tmp_path / "new" / file.path).stat().st_size)


def test_begin_another_file_after_so_many_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "FILE_BYTES", 4000)
    files = written(tmp_path, BATCHES * 3)
    assert [it.path for it in files] == ["c0-00000.rows", "c0-00001.rows", "c0-00002.rows", "c0-00003.rows"]
    assert [batch for it in files for batch in archive.batches(tmp_path, it)] == BATCHES * 3


def test_hold_one_batch_at_a_time(tmp_path: Path) -> None:
    """However much there is: nothing is asked for before what was there is written."""

    def asked() -> Iterator[Batch]:
        for number in range(3):
            yield Batch(1, (bytes([number]) * 200_000,))
            grown.append((tmp_path / "c0-00000.rows").stat().st_size)

    grown: list[int] = []
    Writer(tmp_path).write("c0", asked())
    assert grown == sorted(set(grown))


def test_write_no_file_for_no_row(tmp_path: Path) -> None:
    assert written(tmp_path, []) == []


def test_write_into_no_directory_that_holds_something(tmp_path: Path) -> None:
    written(tmp_path)
    with pytest.raises(ArchiveError, match="is not empty"):
        Writer(tmp_path)


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: data + b"\0", lambda data: data[:20] + b"!" + data[21:]]
)
def test_refuse_a_file_that_is_not_as_it_was_written(tmp_path: Path, damage: object) -> None:
    (file,) = written(tmp_path)
    path = tmp_path / file.path
    assert callable(damage)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ArchiveError, match="is not as it was written"):
        archive.check(tmp_path, [file])
    path.unlink()
    with pytest.raises(ArchiveError, match="No such file"):
        archive.check(tmp_path, [file])


def test_read_the_manifest_that_ends_an_export(tmp_path: Path) -> None:
    Writer(tmp_path).finish({"milvus": "v2.3.5", "what": "größe"})
    assert archive.read_manifest(tmp_path)["what"] == "größe"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "which is written last: there is no export, or one that did not end"),
        ('{"format": "milvus-spcs-exp', "ends in its middle"),
        ("[]", "is not of an export"),
        ("{}", "is not of an export"),
        (json.dumps({"format": archive.FORMAT, "version": 2}), r"of version 2 of the format; allowed: 1"),
    ],
)
def test_refuse_what_is_no_whole_export(tmp_path: Path, text: str | None, said: str) -> None:
    if text is not None:
        (tmp_path / archive.MANIFEST).write_text(text)
    with pytest.raises(ArchiveError, match=said):
        archive.read_manifest(tmp_path)
