"""The guide's SQL as the benchmark sends it."""

from __future__ import annotations

from bench import script


def test_send_each_statement_of_the_guide() -> None:
    found = script.statements(script.FILE.read_text(encoding="utf-8"))
    assert sum(statement.startswith("CREATE") for statement in found) == 15
    assert not any("\n" in statement or statement.endswith(";") for statement in found)


def test_semicolon_inside_a_line_ends_nothing() -> None:
    assert script.statements("-- a comment;\nSELECT ';' AS x;\nSELECT 2;\n") == ["SELECT ';' AS x", "SELECT 2"]
