"""Each module's test has its name."""

from __future__ import annotations

from pathlib import Path

from devkit.testing import mirror
from tests.unit.recording import ROOT

WITHOUT_TEST = {"pack.py": "runs in the pack's environment: tests/stack/test_preview_diff.py has the engine ask it"}
WITHOUT_MODULE = {"test_mirror.py": "holds this table"}


def test_tests_mirror_the_modules() -> None:
    source = ROOT / "policies" / "milvus_policies"
    assert mirror.differences(source, Path(__file__).parent, WITHOUT_TEST, WITHOUT_MODULE) == ""
