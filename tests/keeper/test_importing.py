"""An export into a Milvus: all of it, or a refusal; killed anywhere, nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from keeper import archive
from keeper.archive import ArchiveError
from keeper.contents import Grant, Role
from keeper.exporting import export
from keeper.importing import Import

from tests.keeper.fake_milvus import FLAT, FakeMilvus, KilledError

ROWS: dict[str | None, list[bytes]] = {"_default": [b"1", b"2", b"3"], "p1": [b"4"]}
OLD: dict[str | None, list[bytes]] = {"_default": [b"old"]}
READER = Role("reader", (Grant("default", "Collection", "a", "Query"),), ("bob",))


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    source = FakeMilvus(names=["default", "second"], passwords={"bob": "x"}, known={"reader": READER})
    source.add("a", dict(ROWS))
    source.add("b", {"_default": [b"5"]}, loaded=False)
    source.add("c", {"_default": [b"6"]}, database="second")
    source.led["default", "alias"] = "a"
    export(source, tmp_path / "export", lambda _: None)
    return tmp_path / "export"


def run(target: FakeMilvus, directory: Path, *, replace: bool = False) -> list[str]:
    """What it says."""
    said: list[str] = []
    Import(target, directory, said.append).run(replace=replace)
    return said


def test_put_everything_into_an_empty_one(exported: Path) -> None:
    target = FakeMilvus()
    said = run(target, exported)
    assert target.names == ["default", "second"]
    assert target.rows("a") == ROWS
    assert target.rows("c", "second") == {"_default": [b"6"]}
    a, b = (target.describe("default", name) for name in "ab")
    assert (a.indexes, a.aliases, a.partitions, a.loaded) == ((FLAT,), ("alias",), ("_default", "p1"), True)
    assert not b.loaded
    assert target.known == {"reader": READER}
    assert len(target.passwords["bob"]) > 20
    assert "nobody knows the passwords of bob. To do: set them as root" in "".join(said)


def test_keep_the_passwords_of_users_that_are_there(exported: Path) -> None:
    target = FakeMilvus(passwords={"bob": "his own"}, known={"reader": Role("reader", (), ())})
    assert "passwords" not in "".join(run(target, exported))
    assert target.passwords == {"bob": "his own"}
    assert target.known["reader"] == READER


def test_refuse_what_is_there_before_anything_is_changed(exported: Path) -> None:
    target = FakeMilvus(calls_left=0)
    target.add("b", dict(OLD))
    with pytest.raises(ArchiveError, match=r"there is default\.b already, and nothing was changed\. To do: REPLACE=1"):
        run(target, exported)


def test_refuse_what_is_not_whole_before_anything_is_changed(exported: Path) -> None:
    target = FakeMilvus(calls_left=0)
    next(exported.glob("*.rows")).write_bytes(b"")
    with pytest.raises(ArchiveError, match="is not as it was written"):
        run(target, exported)
    (exported / archive.MANIFEST).unlink()
    with pytest.raises(ArchiveError, match="did not end"):
        run(target, exported)


def test_replace_what_the_export_has_and_leave_the_rest(exported: Path) -> None:
    target = FakeMilvus()
    for name in ("a", "mine"):
        target.add(name, dict(OLD))
    target.led["default", "older"] = "a"
    run(target, exported, replace=True)
    assert target.rows("a") == ROWS
    assert target.rows("mine") == OLD
    assert target.led == {("default", "alias"): "a"}
    assert sorted(target.collections("default")) == ["a", "b", "mine"]


def test_leave_what_is_there_where_rows_do_not_arrive(exported: Path) -> None:
    target = FakeMilvus(lost=1)
    target.add("a", dict(OLD))
    with pytest.raises(ArchiveError, match="has 3 rows after the import, and 4 were exported"):
        run(target, exported, replace=True)
    assert target.rows("a") == OLD


def test_lose_nothing_wherever_it_is_killed(exported: Path) -> None:
    """At each call that changes something: one of both is whole, and the next import ends well."""
    for calls in range(1000):
        target = FakeMilvus(calls_left=calls)
        target.add("a", dict(OLD))
        try:
            run(target, exported, replace=True)
        except KilledError:
            whole = [it.rows for (_, name), it in target.held.items() if name in ("a", "a_spcs_going")]
            assert OLD in whole or ROWS in whole
            target.calls_left = None
            run(target, exported, replace=True)
        else:
            assert calls > 20
            break
        assert target.rows("a") == ROWS
        assert sorted(target.collections("default")) == ["a", "b"]
        assert target.led == {("default", "alias"): "a"}


def test_refuse_to_replace_unasked_what_a_killed_import_was_about_to(exported: Path) -> None:
    target = FakeMilvus(calls_left=0)
    target.add("a_spcs_going", dict(OLD))
    with pytest.raises(ArchiveError, match=r"there is default\.a already"):
        run(target, exported)


def test_read_a_manifest_alone_by_its_documented_fields(exported: Path) -> None:
    found = json.loads((exported / archive.MANIFEST).read_text())
    assert found["format"] == "milvus-spcs-export"
    assert found.keys() == {"format", "version", "milvus", "databases", "collections", "users", "roles"}
    assert found["collections"][0]["files"][0][1][0].keys() == {"path", "rows", "bytes", "sha256"}
