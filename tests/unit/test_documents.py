"""What is written from the tables is current."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from components import documents
from components.definition_fields import POOL_FIELDS, SERVICE_FIELDS
from tests.unit.recording import ROOT

MEND = "Run: .venv/bin/python -m components.documents"


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """A directory with copies of the documents."""
    root = tmp_path / "copies"
    (root / "docs").mkdir(parents=True)
    for path in (*documents.current(ROOT), ROOT / "Pulumi.dev.yaml"):
        shutil.copyfile(path, root / path.relative_to(ROOT))
    return root


@pytest.mark.parametrize("path", documents.current(ROOT), ids=lambda it: it.name)
def test_documents_are_current(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == documents.current(ROOT)[path], f"{path.name} differs. {MEND}"


def test_documents_have_every_field() -> None:
    page = (ROOT / "docs" / "services.md").read_text(encoding="utf-8")
    for item in (*POOL_FIELDS, *SERVICE_FIELDS):
        assert f"| `{item.name}` | {item.description} | {item.left_out} |\n" in page


def test_write_what_differs_alone(copies: Path, capsys: pytest.CaptureFixture[str]) -> None:
    documents.main(copies)
    assert capsys.readouterr().out == ""
    project = copies / "Pulumi.yaml"
    before = project.read_text()
    project.write_text(before.replace("default: MILVUS_ROLE\n", "default: OTHER\n"))
    documents.main(copies)
    assert project.read_text() == before
    assert capsys.readouterr().out == "written to Pulumi.yaml\n"


def test_ask_for_marks_that_are_gone(copies: Path) -> None:
    project = copies / "Pulumi.yaml"
    project.write_text(project.read_text().replace("# /settings\n", ""))
    with pytest.raises(ValueError, match="that '# /settings' ends; to do: put both lines back"):
        documents.main(copies)
