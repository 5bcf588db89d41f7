"""What a person waits for, and what stays in memory."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from devkit.bench import memory, screen

LINES = (
    (1.0, "[   1 s] up: pulumi up"),
    (2.0, " +  docker:index:Image jupyter-image creating (0s) building 127.0.0.1:7879/a/b/jupyter:1"),
    (9.5, " +  docker:index:Image jupyter-image creating (7s) pushing 127.0.0.1:7879/a/b/jupyter:1"),
    (10.0, " +  docker:index:Image jupyter-image created (8s) pushed"),
    (15.0, "    JUPYTER: READY after 4 s"),
)


def test_screen_tells_phases_and_the_longest_silence() -> None:
    found = screen.Screen(16.0, LINES)
    assert found.summary() == {"seconds": 16.0, "longest_silence": 7.5}
    assert found.images() == {"jupyter": {"build": 7.5, "push": 0.5}}
    assert found.rolls() == {"JUPYTER": 4}


def test_run_keeps_the_lines_and_raises_where_the_command_fails(tmp_path: Path) -> None:
    program = "import sys; print('one'); print('two'); sys.exit(len(sys.argv) - 1)"
    assert [line for _, line in screen.run([sys.executable, "-c", program], tmp_path).lines] == ["one", "two"]
    with pytest.raises(screen.CommandError, match="ended with 1"):
        screen.run([sys.executable, "-c", program, "more"], tmp_path)


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
