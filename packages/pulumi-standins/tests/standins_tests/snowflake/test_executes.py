"""Statements of the program's own."""

from __future__ import annotations

import pytest

from pulumi_standins.snowflake.resource import StatementError
from standins_tests.recording import Snowflake


def test_execute_runs_and_reverts(snowflake: Snowflake) -> None:
    inputs = {"execute": "GRANT A", "revert": "REVOKE A", "query": "SELECT 1"}
    snowflake.session.answers["SELECT"] = [{"N": 1, "NOTHING": None}]
    made = snowflake.create("execute", inputs)
    assert made.outputs["queryResults"] == [{"N": "1", "NOTHING": None}]
    snowflake.delete("execute", made.id, made.outputs)
    assert snowflake.session.statements == ["GRANT A", "SELECT 1", "REVOKE A"]


def test_execute_survives_failing_query(snowflake: Snowflake) -> None:
    snowflake.session.answers["SELECT"] = 2003
    made = snowflake.create("execute", {"execute": "A", "revert": "B", "query": "SELECT 1"})
    assert made.outputs["queryResults"] == []
    assert "002003" in snowflake.session.warnings[0]


def test_execute_fails_with_its_statement(snowflake: Snowflake) -> None:
    snowflake.session.answers["GRANT"] = 3001
    with pytest.raises(StatementError, match="GRANT: 003001: made up to fail"):
        snowflake.create("execute", {"execute": "GRANT A", "revert": "B"})
