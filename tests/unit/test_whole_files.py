"""Files that are replaced whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from components.whole_files import write_whole


def test_write_for_the_owner_alone_with_its_directory(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b"
    write_whole(file, "ü")
    assert file.read_text(encoding="utf-8") == "ü"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_write_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, seen = tmp_path / "file", list[tuple[int, bool]]()
    monkeypatch.setattr(os, "fsync", lambda handle: seen.append((os.fstat(handle).st_size, file.exists())))
    write_whole(file, "whole")
    assert seen == [(5, False)]


@pytest.mark.parametrize("there", [True, False])
def test_write_what_a_link_leads_to(tmp_path: Path, *, there: bool) -> None:
    link, target = tmp_path / "link", tmp_path / "elsewhere" / "file"
    if there:
        write_whole(target, "before")
    link.symlink_to(target)
    write_whole(link, "after")
    assert link.is_symlink()
    assert target.read_text() == "after"


def test_leave_nothing_where_it_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "in" / "file").mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        write_whole(tmp_path / "in" / "file", "text")
    assert [it.name for it in (tmp_path / "in").iterdir()] == ["file"]
