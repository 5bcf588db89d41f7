"""All that a Milvus holds, in a directory."""

from __future__ import annotations

from pathlib import Path

import pytest
from keeper import archive
from keeper.archive import ArchiveError
from keeper.contents import Contents, Grant, Role
from keeper.exporting import export

from tests.keeper.fake_milvus import FakeMilvus

ROWS: dict[str | None, list[bytes]] = {"_default": [b"1", b"2", b"3"], "p1": [b"4"]}


def run(source: FakeMilvus, directory: Path) -> Contents:
    return export(source, directory, lambda _: None)


def test_write_what_is_read_back(tmp_path: Path) -> None:
    source = FakeMilvus(names=["default", "second"], passwords={"bob": "x"})
    source.add("a", dict(ROWS))
    source.add("a", {"_default": [b"5"]}, database="second")
    source.known["reader"] = Role("reader", (Grant("default", "Collection", "a", "Query"),), ("bob",))
    source.led["default", "b"] = "a"
    contents = run(source, tmp_path)
    assert Contents.read(archive.read_manifest(tmp_path)) == contents
    assert [(str(it.collection), it.rows, it.collection.aliases) for it in contents.collections] == [
        ("default.a", 4, ("b",)),
        ("second.a", 1, ()),
    ]


def test_read_a_collection_with_a_partition_key_as_a_whole(tmp_path: Path) -> None:
    source = FakeMilvus()
    fields = [{"name": "id", "is_primary_key": True}, {"name": "k", "is_partition_key": True}]
    source.add("a", {None: [b"1"]}, schema={"fields": fields}, partitions=("_default_0", "_default_1"))
    (kept,) = run(source, tmp_path).collections
    assert [part for part, _ in kept.files] == [None]


def test_wait_for_what_is_being_loaded_and_leave_it_so(tmp_path: Path) -> None:
    """As Milvus has it for a while once it was started."""
    source = FakeMilvus(loading={"a"})
    source.add("a", dict(ROWS))
    [a] = export(source, tmp_path / "export", lambda _: None).collections
    assert (a.collection.loaded, source.released) == (True, [])


def test_load_what_is_not_loaded_for_as_long_as_it_takes(tmp_path: Path) -> None:
    source = FakeMilvus()
    source.add("a", dict(ROWS), loaded=False)
    source.add("b", dict(ROWS))
    (a, b) = run(source, tmp_path).collections
    assert (a.collection.loaded, b.collection.loaded) == (False, True)
    assert source.released == ["a"]


def test_refuse_a_collection_that_nobody_can_read(tmp_path: Path) -> None:
    source = FakeMilvus()
    source.add("a", dict(ROWS), loaded=False, indexes=())
    with pytest.raises(ArchiveError, match=r"collection default\.a has no index"):
        run(source, tmp_path)


def test_refuse_to_end_where_rows_are_missing(tmp_path: Path) -> None:
    source = FakeMilvus(lost=1)
    source.add("a", {"_default": [b"1", b"2", b"3"]})
    with pytest.raises(ArchiveError, match="has 3 rows, and 2 were read"):
        run(source, tmp_path)
    with pytest.raises(ArchiveError, match="did not end"):
        archive.read_manifest(tmp_path)


def test_leave_out_what_a_killed_import_has_left(tmp_path: Path) -> None:
    source = FakeMilvus()
    for name in ("a", "a_spcs_coming", "a_spcs_going", "b_spcs_going"):
        source.add(name, {"_default": [b"1"]})
    contents = run(source, tmp_path)
    assert [it.collection.name for it in contents.collections] == ["a", "b_spcs_going"]
