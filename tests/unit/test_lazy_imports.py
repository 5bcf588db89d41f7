"""Imports by several threads."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from components.lazy_imports import imported

SLOW = """
import time
with open({log!r}, "a") as log:
    log.write("begins ")
time.sleep(0.1)
with open({log!r}, "a") as log:
    log.write("ends ")
"""
NAMES = ("slow_first", "slow_second")


def test_one_thread_imports_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "log"
    for name in NAMES:
        (tmp_path / f"{name}.py").write_text(SLOW.format(log=str(log)))
    monkeypatch.syspath_prepend(tmp_path)
    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(imported, NAMES))
    assert found == [sys.modules.pop(name) for name in NAMES]
    assert log.read_text().split() == ["begins", "ends"] * 2
