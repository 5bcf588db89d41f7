"""How full a volume is."""

from __future__ import annotations

from pathlib import Path

from keeper.disk import Disk


def test_a_file_system_of_its_own_says_it_itself(tmp_path: Path) -> None:
    found = dict(Disk(tmp_path).figures())
    assert 0 < found["disk_bytes"] < found["disk_total_bytes"]
    assert 0 < found["disk_share"] < 1


def test_a_directory_of_a_shared_one_counts_for_itself(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "log").write_bytes(b"x" * 2**20)
    (tmp_path / "gone").symlink_to(tmp_path / "nothing")
    found = dict(Disk(tmp_path, 4 * 2**20).figures())
    assert 2**20 <= found["disk_bytes"] < 2 * 2**20
    assert (found["disk_total_bytes"], found["disk_share"] >= 0.25) == (4 * 2**20, True)


def test_more_than_was_ordered_is_all_of_it(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"x" * 2**20)
    assert dict(Disk(tmp_path, 2**19).figures())["disk_share"] == 1


def test_a_volume_that_is_not_mounted_has_no_figures(tmp_path: Path) -> None:
    assert list(Disk(tmp_path / "none").figures()) == []
