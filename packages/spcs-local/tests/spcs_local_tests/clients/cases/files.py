"""PUT and GET."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

from spcs_local_tests.clients.cases.place import Place, rows

COLUMNS = [
    "source",
    "target",
    "source_size",
    "target_size",
    "source_compression",
    "target_compression",
    "status",
    "message",
]


def stage(place: Place) -> tuple[Any, str]:
    """A connection, and a stage that is empty."""
    connection = place.connect(role="OWNER", database="D", schema="PUBLIC")
    rows(connection, f"CREATE OR REPLACE STAGE {place.name('FILES')}")
    return connection, f"@{place.name('FILES')}"


def written(place: Place, name: str, content: bytes) -> Path:
    file = place.directory / name
    file.write_bytes(content)
    return file


def names(connection: Any, place: str) -> list[str]:
    return [row[0].partition("/")[2] for row in rows(connection, f"LIST {place}")]


def test_put_compresses_unless_told_otherwise(place: Place) -> None:
    connection, target = stage(place)
    file = written(place, "a.txt", b"hello")
    cursor = connection.cursor().execute(f"PUT file://{file} {target}")
    assert [column.name for column in cursor.description] == COLUMNS
    (row,) = cursor.fetchall()
    assert (row[:3], row[4:]) == (("a.txt", "a.txt.gz", 5), ("NONE", "GZIP", "UPLOADED", ""))
    rows(connection, f"PUT 'file://{file}' '{target}/a b/' AUTO_COMPRESS = FALSE")
    assert names(connection, target) == ["a b/a.txt", "a.txt.gz"]
    down = place.directory / "down"
    down.mkdir()
    assert [row[2] for row in rows(connection, f"GET {target} file://{down}/")] == ["DOWNLOADED"] * 2
    assert gzip.decompress((down / "a.txt.gz").read_bytes()) == (down / "a.txt").read_bytes() == b"hello"


def test_put_sends_every_file_of_a_pattern(place: Place) -> None:
    connection, target = stage(place)
    contents = {"x1.bin": b"", "x2.bin": b"two", "x3.bin": bytes(300_000)}
    for name, content in contents.items():
        written(place, name, content)
    command = f"PUT file://{place.directory}/x*.bin {target}/many AUTO_COMPRESS = FALSE OVERWRITE = TRUE"
    assert [row[6] for row in rows(connection, command)] == ["UPLOADED"] * 3
    assert [row[6] for row in rows(connection, command)] == ["UPLOADED"] * 3
    assert [row[1] for row in rows(connection, f"LIST {target}")] == [0, 3, 300_000]
    down = place.directory / "many"
    down.mkdir()
    rows(connection, f"GET {target}/many file://{down}")
    assert {file.name: file.read_bytes() for file in down.iterdir()} == contents


def test_put_sends_a_stream(place: Place) -> None:
    connection, target = stage(place)
    cursor = connection.cursor()
    cursor.execute(f"PUT file://s.txt {target} AUTO_COMPRESS = FALSE", file_stream=io.BytesIO(b"streamed"))
    assert [row[1] for row in rows(connection, f"LIST {target}")] == [8]


def test_put_and_get_fail_where_nothing_is(place: Place) -> None:
    connection, target = stage(place)
    file = written(place, "b.txt", b"b")
    absent = place.failure(connection, f"PUT file://{place.directory}/absent.txt {target}")
    assert absent.errno == 253006
    nowhere = place.failure(connection, f"PUT file://{file} @NOWHERE")
    assert (nowhere.errno, nowhere.sqlstate) == (2003, "02000")
    empty = place.failure(connection, f"GET {target}/absent file://{place.directory}/")
    assert (empty.errno, empty.sqlstate) == (253006, "02000")


def test_remove_takes_files_away(place: Place) -> None:
    connection, target = stage(place)
    rows(connection, f"PUT file://{written(place, 'c.txt', b'c')} {target}/dir AUTO_COMPRESS = FALSE")
    assert [row[1] for row in rows(connection, f"REMOVE {target}/dir")] == ["removed"]
    assert names(connection, target) == []
