"""What runs in the account's own containers has Python's library and nothing else."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3] / "src" / "spcs_local"
PACKAGES = ("egress_gateway", "service_filter")
PROGRAMS = (
    *(path for package in PACKAGES for path in sorted((ROOT / package).glob("*.py"))),
    ROOT / "relay" / "forward.py",
)


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_import_nothing_but_the_library(path: Path) -> None:
    imported = set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    foreign = {name for name in imported if name.partition(".")[0] not in sys.stdlib_module_names}
    own = tuple(f"spcs_local.{package}" for package in PACKAGES)
    assert {name for name in foreign if not name.startswith(own)} == set()
