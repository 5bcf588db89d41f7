"""Files that are replaced while others read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from spcs_local.whole_files import write_whole


@pytest.mark.parametrize("durable", [True, False])
def test_file_is_its_owner_s_alone_unless_told_otherwise(tmp_path: Path, durable: bool) -> None:
    for mode in (0o600, 0o644):
        write_whole(tmp_path / "file.json", b"{}", mode, durable=durable)
        assert (tmp_path / "file.json").stat().st_mode & 0o777 == mode
    assert [path.name for path in tmp_path.iterdir()] == ["file.json"]


def test_reader_has_the_whole_of_one_or_the_other(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"one")
    with path.open("rb") as reading:
        write_whole(path, b"two")
        assert (reading.read(), path.read_bytes()) == (b"one", b"two")


def test_what_a_kill_left_is_neither_read_nor_in_the_way(tmp_path: Path) -> None:
    left = tmp_path / ".file.part"
    left.write_text("half")
    left.chmod(0o666)
    write_whole(tmp_path / "file", b"whole")
    assert (tmp_path / "file").read_bytes() == b"whole"
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600
    assert not left.exists()
