"""The guide's SQL as the benchmark sends it."""

from __future__ import annotations

import shutil
from pathlib import Path

from devkit.bench import script
from devkit.bench.workspace import ROOT


def test_send_each_statement_of_the_guide() -> None:
    found = list(script.statements(Path("/run")))
    assert sum(statement.startswith("CREATE") for statement in found) == 15
    assert "PUT file:///run/milvus.yaml @yaml_stage overwrite=true auto_compress=false" in found
    assert found[-1].startswith("SHOW ENDPOINTS")


def test_write_specifications_with_nothing_left_to_fill_in(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    script.write_specifications(tmp_path)
    texts = [(tmp_path / f"{name}.yaml").read_text(encoding="utf-8") for name in ("milvus", "jupyter")]
    assert [text for text in texts if "${" in text or "secrets" in text] == []
