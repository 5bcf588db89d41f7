"""What the owner gets to put things into."""

from __future__ import annotations

from typing import Any

import pytest

from components.sql import Identifier
from components.storage import StorageArgs
from tests.unit.recording import Program


def test_make_no_schema_that_comes_with_its_database(program: Program) -> None:
    assert not program().of_type(":Schema")
    other = program(schema="S2")
    assert other.only(":Schema").inputs == {"name": "S2", "database": "MILVUS_DEMO"}
    assert "storage-schema" in other.named("storage-repository").dependencies


def test_refuse_a_warehouse_that_suspends_before_it_runs() -> None:
    places = ("database", "schema", "repository", "spec_stage", "data_stage", "files_stage")
    names: dict[str, Any] = {name: Identifier(name.upper()) for name in places}
    with pytest.raises(ValueError, match="warehouse_auto_suspend is -1; allowed: 0 seconds or more"):
        StorageArgs(
            role="R",
            owner_role="O",
            warehouse=Identifier("W"),
            warehouse_size="XSMALL",
            warehouse_auto_suspend=-1,
            **names,
        )
