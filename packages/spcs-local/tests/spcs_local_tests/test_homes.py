"""Which directories an account's home may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from spcs_local_tests.command_line import PORTS, local, start


@pytest.mark.parametrize("command", ["stop", "status"])
@pytest.mark.parametrize("name", ["file", "file/home", "x" * 300])
def test_home_that_cannot_be_one_is_refused_by_every_command(tmp_path: Path, command: str, name: str) -> None:
    (tmp_path / "file").touch()
    done = local(command, tmp_path / name)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert done.stderr.startswith(f"error: --home {tmp_path / name}: ")


@pytest.mark.parametrize("command", ["start", "run"])
@pytest.mark.parametrize("name", ["file", "file/home", "new/" + "x" * 300, "/proc/home", ""])
def test_home_that_cannot_be_one_is_one_message(tmp_path: Path, command: str, name: str) -> None:
    (tmp_path / "file").touch()
    home = str(tmp_path / name) if name else ""
    said = home or '""'
    done = local(command, home, "--adapter", "memory", *PORTS)
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: --home {said}: ")
    assert "; allowed: a directory that can be written. To do: " in done.stderr
    assert done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("command", ["start", "run"])
def test_directory_of_something_else_is_refused_and_stays_as_it_is(tmp_path: Path, command: str) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "notes").touch()
    done = local(command, tmp_path, "--adapter", "memory", *PORTS)
    assert done.returncode == 2, done.stderr
    assert f"error: --home {tmp_path}: it holds files, and none of an account; allowed: " in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notes"]
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_private_directory_may_hold_what_its_owner_put_there(home: Path) -> None:
    home.mkdir(mode=0o700)
    (home / "notes").touch()
    done = start(home)
    assert done.returncode == 0, done.stderr


def test_empty_directory_and_a_home_from_before_are_taken(home: Path) -> None:
    home.mkdir(mode=0o755)
    first = start(home)
    assert first.returncode == 0, first.stderr
    assert local("stop", home).returncode == 0
    (home / "notes").touch()
    again = start(home)
    assert again.returncode == 0, again.stderr
    assert home.stat().st_mode & 0o777 == 0o700
