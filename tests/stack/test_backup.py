"""Backup and restore of the whole stack, in real containers: what is gone comes back, equal byte by byte."""

from __future__ import annotations

from typing import Any

import pytest

from devkit.context import Context
from devkit.testing.engine import Engine
from tests.stack import backups, clusters, contents, second_stack
from tests.stack.backups import backup

FEW, MANY = (2_000, 16), (100_000, 384)  # rows, and their vectors' dimensions; the latter in `make soak`
NOBODY = "UNAUTHENTICATED"  # what Milvus says to a user with another password


@pytest.fixture(scope="module")
def rows(request: pytest.FixtureRequest) -> int:
    return (MANY if request.config.getoption("--soak") else FEW)[0]


@pytest.fixture(scope="module")
def held(up: dict[str, Any], stack_clone: Context, rows: int) -> list[str]:  # noqa: ARG001
    """What Milvus holds."""
    return contents.fill(stack_clone, rows, dict([FEW, MANY])[rows])


@pytest.fixture(scope="module")
def exported(engine: Engine, held: list[str], rows: int) -> str:  # noqa: ARG001
    """The export's time."""
    said = backup(engine, "export")
    assert f"export: default.kept, {rows} rows" in said
    return backups.exported(said)[0]


def test_a_volume_that_is_gone_comes_back_from_a_snapshot(
    engine: Engine, stack_clone: Context, held: list[str], rows: int
) -> None:
    assert "whole, by hand, services suspended" in backup(engine, "take")
    with clusters.signed_in(stack_clone, "MILVUS_OWNER_ROLE") as connection:
        connection.cursor().execute("DROP SERVICE MILVUS_DEMO.PUBLIC.MILVUS FORCE")
    engine.must("up", "--yes", "--skip-preview", "--refresh")
    assert contents.left(stack_clone) == contents.NONE
    assert "What was there before is in backup" in backup(engine, "restore")
    assert contents.read(stack_clone) == held
    assert contents.count(stack_clone) == str(rows)


def test_a_collection_that_is_gone_comes_back_from_an_export(
    engine: Engine, stack_clone: Context, held: list[str], exported: str, rows: int
) -> None:
    """With who may read it, but for a password: no Milvus gives one out."""
    refused = backup(engine, "import", "--export", exported, code=2)
    assert "there is default.kept already, and nothing was changed. To do: REPLACE=1" in refused
    assert contents.read(stack_clone) == held
    contents.drop(stack_clone)
    assert contents.left(stack_clone) == contents.NONE
    said = backup(engine, "import", "--export", exported)
    assert f"import: default.kept, {rows} rows" in said
    assert "import: nobody knows the passwords of reader. To do: set them as root" in said
    assert contents.read(stack_clone) == held
    assert NOBODY in contents.count(stack_clone)


def test_an_export_without_its_manifest_is_refused(engine: Engine, exported: str) -> None:
    said = backup(engine, "list")
    assert f"{exported}  whole, export" in said
    assert "there is no such one that is whole" in backup(engine, "import", "--export", "20200101T000000Z", code=2)


def test_exports_before_those_that_are_kept_are_dropped(engine: Engine, exported: str) -> None:
    said = backup(engine, "export", "--keep", "1")
    newest, _ = backups.exported(said)
    assert f"dropped: {exported}\n" in said
    listed = [it.split()[0] for it in backup(engine, "list").splitlines() if ", export, " in it]
    assert listed == [newest]


def test_another_stack_takes_snapshots_and_export(
    engine: Engine, stack_clone: Context, held: list[str], rows: int, request: pytest.FixtureRequest
) -> None:
    """A fresh one under other names, in the same account."""
    if not request.config.getoption("--soak"):
        pytest.skip("minutes: `make soak` has it")
    backup(engine, "take")
    _, place = backups.exported(backup(engine, "export"))
    with second_stack.opened(engine) as second:
        assert contents.left(second.context) == contents.NONE
        second_stack.restore(second)
        assert contents.read(second.context) == held
        contents.drop(second.context)
        assert f"import: default.kept, {rows} rows" in second_stack.take_export(second, place)
        assert contents.read(second.context) == held
    assert contents.read(stack_clone) == held
