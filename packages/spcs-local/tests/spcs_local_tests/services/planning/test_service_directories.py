"""Directories that containers have mounted."""

from __future__ import annotations

from pathlib import Path

from spcs_local.services.planning.service_directories import ServiceDirectories, write_file


def test_directory_is_open_to_every_user_of_a_container(tmp_path: Path) -> None:
    found = ServiceDirectories(tmp_path / "tokens").of(7, "mode-600")
    assert found == tmp_path / "tokens" / "7" / "mode-600"
    assert {path.stat().st_mode & 0o777 for path in (found, found.parent, found.parent.parent)} == {0o755}


def test_keep_takes_what_is_missed_twice_in_a_row(tmp_path: Path) -> None:
    directories = ServiceDirectories(tmp_path / "tokens")
    directories.keep({1})  # before there is any
    kept = [directories.of(number) for number in (1, 2)]
    for known in ({1}, {1, 2}, {1}):
        directories.keep(known)
        assert [path.exists() for path in kept] == [True, True]
    directories.keep({1})
    assert [path.exists() for path in kept] == [True, False]


def test_file_is_replaced_only_by_other_words(tmp_path: Path) -> None:
    path = tmp_path / "token"
    write_file(path, "one", 0o600)
    before = path.stat().st_ino
    write_file(path, "one", 0o644)
    assert (path.stat().st_ino, path.stat().st_mode & 0o777) == (before, 0o600)
    write_file(path, "two")
    assert (path.read_text(), path.stat().st_mode & 0o777, list(tmp_path.iterdir())) == ("two", 0o644, [path])
