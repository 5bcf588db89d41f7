"""The guide's SQL as the benchmark sends it."""

from __future__ import annotations

from pathlib import Path

from devkit.bench import script


def test_send_each_statement_of_the_guide() -> None:
    found = list(script.statements(Path("/run")))
    assert sum(statement.startswith("CREATE") for statement in found) == 15
    assert "PUT file:///run/milvus.yaml @yaml_stage overwrite=true auto_compress=false" in found
    assert found[-1].startswith("SHOW ENDPOINTS")
