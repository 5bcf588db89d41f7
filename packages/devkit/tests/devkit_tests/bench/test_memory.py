"""What stays in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from devkit.bench import memory


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    """An account (7) with its registry (8), a process of a container (9), and one that has ended (10)."""
    (tmp_path / "10").mkdir()
    for pid, parent, group, kilobytes in ((7, 1, "/", 50_000), (8, 7, "/", 20_000), (9, 1, "/docker/abc", 1_000)):
        (tmp_path / str(pid)).mkdir()
        (tmp_path / str(pid) / "stat").write_text(f"{pid} (a (b) c) S {parent} 0 0")
        (tmp_path / str(pid) / "cgroup").write_text(f"0::{group}\n")
        (tmp_path / str(pid) / "smaps_rollup").write_text(f"55-7f ---p [rollup]\nRss: 1 kB\nPss: {kilobytes} kB\n")
    return tmp_path


def test_memory_counts_the_account_and_what_it_started(proc: Path) -> None:
    assert memory.account(7, proc) == {"account": 51.2, "registry": 20.5}


def test_memory_counts_containers_by_their_group(proc: Path) -> None:
    assert memory.of_containers({"abc": "milvus", "def": "idle"}, proc) == {"milvus": 1.0, "idle": 0.0}
