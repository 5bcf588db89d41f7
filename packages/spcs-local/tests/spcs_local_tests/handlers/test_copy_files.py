"""COPY FILES with the real connector."""

from __future__ import annotations

from pathlib import Path

from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import error_of, rows, run


def test_copy_files_keeps_paths_below_the_source(stage: SnowflakeConnection, tmp_path: Path) -> None:
    for name in ("a.txt", "b.csv"):
        (tmp_path / name).write_text(name)
        run(stage, f"PUT file://{tmp_path}/{name} @S/from/deep AUTO_COMPRESS=FALSE")
    run(stage, "CREATE STAGE T")
    copied = rows(stage, "COPY FILES INTO @T/to FROM @S/from")
    assert [row["file"] for row in copied] == ["to/deep/a.txt", "to/deep/b.csv"]
    picked = "COPY FILES INTO @T FROM @S/from/deep FILES = ('b.csv') DETAILED_OUTPUT = FALSE"
    assert rows(stage, picked) == [{"total_files": 1}]
    assert rows(stage, "COPY FILES INTO @T FROM @S PATTERN = '.*[.]txt'") == [{"file": "from/deep/a.txt"}]
    assert [row["name"] for row in rows(stage, "LIST @T")] == [
        "t/b.csv",
        "t/from/deep/a.txt",
        "t/to/deep/a.txt",
        "t/to/deep/b.csv",
    ]
    assert error_of(stage, "COPY FILES INTO @T FROM @S FILES = ('none')")[1] == "02000"
