"""Catalogs that an account cannot go on with: refused, and left as they are."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from spcs_local.catalog import Catalog, ChangeFailedError, is_full
from spcs_local.catalog.faults import UnusableCatalogError
from spcs_local_tests.command_line import local, start
from spcs_local_tests.running import RunningAccount, rows, run

MIGRATIONS = (("0001", "CREATE TABLE words (word TEXT);"),)


def overwrite(catalog: Path) -> None:
    catalog.write_bytes(b"no catalog at all" * 1000)


def cut(catalog: Path) -> None:
    catalog.write_bytes(catalog.read_bytes()[:8192])


def scribble(catalog: Path) -> None:
    content = catalog.read_bytes()
    catalog.write_bytes(content[:4096] + b"\xff" * 4096 + content[8192:])


def truncate(catalog: Path) -> None:
    catalog.write_bytes(b"")


def migrate(catalog: Path) -> None:
    with closing(sqlite3.connect(catalog)) as connection, connection:
        connection.execute("INSERT INTO migrations VALUES ('9999-of-tomorrow')")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an account that has stopped, with a file on a stage."""
    home = tmp_path_factory.mktemp("filled") / "home"
    with RunningAccount(home) as account:
        connection = account.connect()
        run(connection, "CREATE DATABASE D", "CREATE STAGE S")
        (stage,) = account.account.model.objects.list("STAGE")
        account.account.model.stages.write(stage, "kept.txt", b"precious")
    return home


@pytest.fixture
def copy(filled: Path, tmp_path: Path) -> Path:
    """One of its own for each test."""
    return shutil.copytree(filled, tmp_path / "home")


def files_of(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (home / "stages").rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("damage", "why", "remedy"),
    [
        (overwrite, "is damaged", "put a copy of it back, or name another --home; the files of stages are in "),
        (cut, "is damaged", "put a copy of it back"),
        (scribble, "is damaged", "put a copy of it back"),
        (truncate, "is missing or empty, and other files of an account are beside it", "put a copy of it back"),
        (Path.unlink, "is missing or empty, and other files of an account are beside it", "put a copy of it back"),
        (migrate, "was written by a newer spcs-local, with 9999-of-tomorrow", "use that version, or name another"),
    ],
)
def test_catalog_that_is_none_is_refused_and_stage_files_stay(
    copy: Path, damage: Callable[[Path], None], why: str, remedy: str
) -> None:
    damage(copy / "account.sqlite")
    for _ in range(2):  # the first refusal changes nothing for the second
        with pytest.raises(UnusableCatalogError) as refused:
            RunningAccount(copy)
        assert str(refused.value).startswith(f"{copy / 'account.sqlite'}: {why}. To do: {remedy}")
    assert files_of(copy) == {"kept.txt": b"precious"}


def test_start_says_in_one_line_what_is_wrong(copy: Path) -> None:
    overwrite(copy / "account.sqlite")
    done = start(copy)
    local("stop", copy)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert f"{copy / 'account.sqlite'}: is damaged. To do: " in done.stderr


def test_files_that_an_older_catalog_knows_nothing_of_are_set_aside(
    copy: Path, caplog: pytest.LogCaptureFixture
) -> None:
    unknown = copy / "stages" / "4711"
    unknown.mkdir()
    (unknown / "newer.txt").write_text("precious, too")
    with RunningAccount(copy) as account:
        (said,) = [record.getMessage() for record in caplog.records if "knows no stage 4711" in record.getMessage()]
        assert (Path(said.rpartition(" ")[2]) / "newer.txt").read_text() == "precious, too"
        assert [row["name"] for row in rows(account.connect(), "LIST @D.PUBLIC.S")] == ["s/kept.txt"]
    RunningAccount(copy).stop()
    assert set(files_of(copy)) == {"kept.txt", "newer.txt"}


def test_catalog_that_cannot_be_opened_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").mkdir()
    with pytest.raises(UnusableCatalogError, match=r"x.sqlite: cannot be used \(.*\). To do: make room, or"):
        Catalog(tmp_path / "x.sqlite", MIGRATIONS)


def test_full_disk_is_known_by_its_errors(tmp_path: Path) -> None:
    with closing(Catalog(tmp_path / "x.sqlite", MIGRATIONS)) as catalog:
        catalog.execute("PRAGMA max_page_count = 1")
        with pytest.raises(ChangeFailedError) as failed:
            catalog.execute("INSERT INTO words VALUES (?)", ("x" * 100_000,))
        assert is_full(failed.value)
    assert is_full(OSError(errno.EDQUOT, ""))
    assert not any(is_full(error) for error in (OSError(errno.EACCES, ""), ValueError()))
