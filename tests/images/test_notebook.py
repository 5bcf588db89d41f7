"""The notebook as it is committed: runnable, without outputs and without secrets."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

NOTEBOOK = Path(__file__).parents[2] / "images/jupyter/TestMilvus.ipynb"

# all that it says of Milvus' password
READ_FROM_FILES = (
    'Path("/run/secrets/milvus/notebook")',
    'user, password = ((LOGIN / name).read_text() for name in ("username", "password"))',
    "password=password",
)


@pytest.fixture(scope="module")
def cells() -> list[dict[str, Any]]:
    notebook: dict[str, Any] = json.loads(NOTEBOOK.read_text())
    assert notebook["nbformat"] == 4
    found: list[dict[str, Any]] = notebook["cells"]
    return found


def code(cells: list[dict[str, Any]]) -> list[str]:
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def test_holds_no_output_when_committed(cells: list[dict[str, Any]]) -> None:
    ran = [cell["id"] for cell in cells if cell["cell_type"] == "code" and (cell["outputs"] or cell["execution_count"])]
    assert ran == []
    assert len({cell["id"] for cell in cells}) == len(cells)


def test_parses_every_cell_as_python(cells: list[dict[str, Any]]) -> None:
    sources = code(cells)
    assert len(sources) == 6
    for source in sources:
        ast.parse(source)


def test_names_no_password_when_it_signs_in(cells: list[dict[str, Any]]) -> None:
    text = "\n".join(code(cells))
    for read_from_files in READ_FROM_FILES:
        assert text.count(read_from_files) == 1
        text = text.replace(read_from_files, "")
    assert not re.search(r"password|passwd|secret", text, re.IGNORECASE)
    assert "/snowflake/session/token" in text


def test_prints_the_answer_in_the_last_cell(cells: list[dict[str, Any]]) -> None:
    last = code(cells)[-1]
    assert cells[-1]["cell_type"] == "code"
    assert 'print(f"Answer: {answer}")' in last
