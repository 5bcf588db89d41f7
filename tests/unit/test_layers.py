"""Import rules: components/ and local/ meet only over the wire, and neither knows the toolchain."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYERS = {"components", "local", "toolchain"}
ALLOWED = {"components": set[str](), "local": set[str](), "toolchain": set[str](), "__main__.py": {"components"}}


def imported_layers(source: str) -> Iterator[tuple[int, str]]:
    """Line and layer of each import, wherever it stands and in whichever form."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            names = [str(argument.value) for argument in node.args[:1] if isinstance(argument, ast.Constant)]
        for layer in (name.partition(".")[0] for name in names):
            if layer in LAYERS:
                yield getattr(node, "lineno", 0), layer


def violations(layer: str) -> list[str]:
    paths = sorted((ROOT / layer).rglob("*.py")) if layer in LAYERS else [ROOT / layer]
    allowed = ALLOWED[layer] | {layer}
    return [
        f"{path.relative_to(ROOT)}:{line} imports {found}"
        for path in paths
        for line, found in imported_layers(path.read_text(encoding="utf-8"))
        if found not in allowed
    ]


@pytest.mark.parametrize("layer", sorted(ALLOWED))
def test_import_no_other_layer(layer: str) -> None:
    assert violations(layer) == []


@pytest.mark.parametrize(
    "source",
    [
        "import local.account",
        "from local import account",
        "def f():\n    from local.x import y",
        "import_module('local')",
    ],
)
def test_find_an_import_in_each_form(source: str) -> None:
    assert [layer for _, layer in imported_layers(source)] == ["local"]


def test_find_no_import_where_there_is_none() -> None:
    assert list(imported_layers("import locale\nfrom . import local\n# import local")) == []
