"""What a person waits for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from devkit.bench import screen

LINES = (
    (0.9, "[   1 s] set-up: done; processor seconds: engine 402, base images 71"),
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
    assert found.processor_seconds() == {"engine": 402, "base images": 71}


def test_run_keeps_the_lines_and_raises_where_the_command_fails(tmp_path: Path) -> None:
    program = "import sys; print('one'); print('two'); sys.exit(len(sys.argv) - 1)"
    assert [line for _, line in screen.run([sys.executable, "-c", program], tmp_path).lines] == ["one", "two"]
    with pytest.raises(screen.CommandError, match="ended with 1"):
        screen.run([sys.executable, "-c", program, "more"], tmp_path)
