"""PUT, GET, LIST and REMOVE with the real connector."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, error_of, rows, run


def put(connection: SnowflakeConnection, file: Path, target: str = "@S", options: str = "") -> str:
    return str(rows(connection, f"PUT 'file://{file}' '{target}' {options}")[0]["status"])


def listed(connection: SnowflakeConnection, target: str = "@S") -> list[str]:
    return [row["name"] for row in rows(connection, f"LIST {target}")]


def test_put_and_get_give_back_the_bytes(stage: SnowflakeConnection, tmp_path: Path) -> None:
    source = tmp_path / "a.bin"
    source.write_bytes(os.urandom(300_000))
    assert put(stage, source, "@D.PUBLIC.S/dir/sub", "AUTO_COMPRESS=FALSE") == "UPLOADED"
    (tmp_path / "out").mkdir()
    run(stage, f"GET @S/dir/sub/a.bin file://{tmp_path}/out/")
    assert (tmp_path / "out" / "a.bin").read_bytes() == source.read_bytes()


def test_put_compresses_by_default(stage: SnowflakeConnection, account: RunningAccount, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("text")
    put(stage, source)
    found = account.account.model.objects.list("STAGE")[0]
    assert listed(stage) == ["s/a.txt.gz"]
    assert gzip.decompress(account.account.model.stages.read(found, "a.txt.gz")) == b"text"


def test_put_without_overwrite_keeps_what_is_there(stage: SnowflakeConnection, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("first")
    put(stage, source, options="AUTO_COMPRESS=FALSE")
    source.write_text("second, longer")
    assert put(stage, source, options="AUTO_COMPRESS=FALSE") == "SKIPPED"
    assert put(stage, source, options="AUTO_COMPRESS=FALSE OVERWRITE=TRUE") == "UPLOADED"
    assert rows(stage, "LS @S")[0]["size"] == len("second, longer")


def test_put_with_wildcard_takes_each_file(stage: SnowflakeConnection, tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml", "c.txt"):
        (tmp_path / name).write_text(name)
    run(stage, f"PUT file://{tmp_path}/*.yaml @S AUTO_COMPRESS=FALSE OVERWRITE=TRUE")
    assert listed(stage) == ["s/a.yaml", "s/b.yaml"]


def test_put_takes_files_of_the_same_content_apart(
    stage: SnowflakeConnection, account: RunningAccount, tmp_path: Path
) -> None:
    names = [f"{number}.yaml" for number in range(5)]
    for name in names:
        (tmp_path / name).write_text("same" if name < "3" else name)
    run(stage, f"PUT file://{tmp_path}/*.yaml @S AUTO_COMPRESS=FALSE")
    found = account.account.model.objects.list("STAGE")[0]
    kept = {name: account.account.model.stages.read(found, name).decode() for name in names}
    assert kept == {name: "same" if name < "3" else name for name in names}


def test_put_keeps_odd_names(stage: SnowflakeConnection, tmp_path: Path) -> None:
    source = tmp_path / "a b;c.txt"
    source.write_text("x")
    put(stage, source, "@S/d e", "AUTO_COMPRESS=FALSE")
    assert listed(stage, "'@S/d e'") == ["s/d e/a b;c.txt"]


def test_remove_takes_away_what_fits(stage: SnowflakeConnection, tmp_path: Path) -> None:
    for name in ("a.txt", "b.yaml"):
        (tmp_path / name).write_text(name)
        put(stage, tmp_path / name, "@S/d", "AUTO_COMPRESS=FALSE")
    assert rows(stage, "REMOVE @S PATTERN='.*yaml'") == [{"name": "s/d/b.yaml", "result": "removed"}]
    run(stage, "RM @S/d")
    assert listed(stage) == []


def test_get_of_nothing_is_an_error(stage: SnowflakeConnection, tmp_path: Path) -> None:
    assert error_of(stage, f"GET @S/nope file://{tmp_path}/") == (
        253006,
        "02000",
        "253006 (02000): File doesn't exist: @S/nope",
    )
    assert error_of(stage, f"GET @S file://{tmp_path}/ PATTERN = NOTHING")[:2] == (253006, "02000")


def test_write_is_needed_to_put(account: RunningAccount, stage: SnowflakeConnection, tmp_path: Path) -> None:
    run(
        stage,
        "CREATE ROLE R",
        "GRANT ROLE R TO USER ADMIN",
        "GRANT USAGE ON DATABASE D TO ROLE R",
        "GRANT USAGE ON SCHEMA D.PUBLIC TO ROLE R",
        "GRANT READ ON STAGE D.PUBLIC.S TO ROLE R",
    )
    connection = account.connect(role="R")
    run(connection, "USE SECONDARY ROLES NONE")
    (tmp_path / "a.txt").write_text("x")
    assert error_of(connection, f"PUT file://{tmp_path}/a.txt @D.PUBLIC.S")[:2] == (3001, "42501")
