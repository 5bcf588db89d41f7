"""Paths on stages."""

from __future__ import annotations

from pathlib import Path

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local.model.directories import FileMissingError, StagePathError
from spcs_local.model.stage_files import parts_of, split_reference
from spcs_local_tests.running import RunningAccount, names


@pytest.mark.parametrize("path", ["../x", "a/../../x", ".", "a/./b", "a\0b", "x" * 300])
def test_path_out_of_the_stage_is_refused(path: str) -> None:
    with pytest.raises(StagePathError):
        parts_of(path)


def test_symbolic_links_are_not_followed(account: RunningAccount, stage: SnowflakeConnection, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    found = account.account.model.objects.list("STAGE")[0]
    directory = account.account.model.stages.directory(found)
    (directory / "link").symlink_to(tmp_path / "secret")
    (directory / "folder").symlink_to(tmp_path)
    for path in ("link", "folder/secret"):
        with pytest.raises(FileMissingError):
            account.account.model.stages.read(found, path)
    with pytest.raises(StagePathError):
        account.account.model.stages.write(found, "folder/planted", b"x")
    assert names(stage, "LIST @S") == []


@pytest.mark.parametrize(
    ("text", "name", "path"),
    [
        ("@s", ("S",), ""),
        ("@d.p.s/a/b.txt", ("D", "P", "S"), "a/b.txt"),
        ('@"a/b"."c.d".s/x', ("a/b", "c.d", "S"), "x"),
        ("@d..s", ("D", "PUBLIC", "S"), ""),
    ],
)
def test_reference_splits_into_name_and_path(text: str, name: tuple[str, ...], path: str) -> None:
    found, rest = split_reference(text)
    assert (found.parts, rest) == (name, path)
