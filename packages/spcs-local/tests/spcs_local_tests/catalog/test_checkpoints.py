"""The write-ahead log comes into the database by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from devkit.testing.waiting import until
from spcs_local.catalog import Catalog, checkpoints

MIGRATIONS = (("0001", "CREATE TABLE words (word TEXT);"),)


def test_what_was_written_reaches_the_database_while_it_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "_EVERY_SECONDS", 0.01)
    catalog = Catalog(tmp_path / "x.sqlite", MIGRATIONS)
    catalog.execute("INSERT INTO words VALUES ('checkpointed')")
    until(lambda: b"checkpointed" in (tmp_path / "x.sqlite").read_bytes(), "the checkpoint")
    catalog.close()
