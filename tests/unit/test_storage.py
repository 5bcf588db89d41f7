"""What the owner gets to put things into."""

from __future__ import annotations

import pytest

from tests.unit import parts
from tests.unit.recording import Program


def test_make_no_schema_that_comes_with_its_database(program: Program) -> None:
    assert not program().of_type(":Schema")
    other = program(schema="S2")
    assert other.only(":Schema").inputs == {"name": "S2", "database": "MILVUS_DEMO"}
    assert "storage-schema" in other.named("storage-repository").dependencies


def test_refuse_a_warehouse_that_suspends_before_it_runs() -> None:
    with pytest.raises(
        ValueError, match="warehouseAutoSuspend is -1; allowed: a whole number from 0 to 604800 seconds"
    ):
        parts.warehouse(auto_suspend=-1)


def test_refuse_a_warehouse_of_no_size() -> None:
    with pytest.raises(ValueError, match="warehouseSize is 'HUGE'; allowed: one of XSMALL, "):
        parts.warehouse(size="HUGE")
