"""Commands of set-up: their output, their failure, their end."""

import io
import sys
import threading
from pathlib import Path

import pytest

from devkit import progress
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.testing.waiting import PATIENCE


def test_run_returns_output_and_shows_progress(
    context: Context, screen: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # it ends once its line has been seen, however late that is
    code = "import os, sys, time\nprint('first', flush=True)\nsys.stdin.read()\n"
    code += f"while not os.path.exists({str(tmp_path / 'seen')!r}):\n    time.sleep(0.01)"
    write = screen.write

    def watch(text: str) -> int:
        if "first" in text:
            (tmp_path / "seen").touch()
        return write(text)

    monkeypatch.setattr(screen, "write", watch)

    assert context.processes.run(context.step("part"), "working", [sys.executable, "-c", code]) == "first"
    assert "part: working\n" in screen.getvalue()
    assert "so far: first" in screen.getvalue()


def test_run_tells_from_the_lines_how_far_it_is(context: Context) -> None:
    step = context.step("part")
    code = "print('one'); print('another')"
    context.processes.run(step, "working", [sys.executable, "-c", code], follow=progress.counting(3, "one"))
    assert step.progress == progress.Progress(1, 3)


def test_processor_seconds_are_counted_by_subject(context: Context) -> None:
    busy = "import os\nwhile sum(os.times()[:2]) < 1: pass"
    for subject in ("part", "part", "other"):
        context.processes.run(context.step(subject), "working", [sys.executable, "-c", busy])
    assert context.processes.spent["part"] >= 2
    assert context.processes.spent["other"] >= 1


def test_run_fails_with_the_last_lines(context: Context) -> None:
    with pytest.raises(ToolchainError, match=r"(?s)part: working failed with exit code 3:.*    why"):
        context.processes.run(context.step("part"), "working", [sys.executable, "-c", "print('why'); exit(3)"])


def test_run_fails_with_the_one_line_of_a_command_that_says_why(context: Context) -> None:
    command = [sys.executable, "-c", "print('noise'); print('part: why'); exit(2)"]

    with pytest.raises(ToolchainError, match=r"^part: why$"):
        context.processes.run(context.step("part"), "working", command, says_why=True)


def test_run_fails_when_there_is_no_such_command(context: Context) -> None:
    with pytest.raises(ToolchainError, match="no-such-command: No such file"):
        context.processes.run(context.step("part"), "working", ["no-such-command"])


def test_stop_ends_what_runs_and_what_starts_later(context: Context) -> None:
    failed: list[ToolchainError] = []
    command = [sys.executable, "-c", "import signal; signal.pause()"]  # which nothing but a signal ends

    def run() -> None:
        try:
            context.processes.run(context.step("part"), "waiting", command)
        except ToolchainError as error:
            failed.append(error)

    context.processes.stop()
    thread = threading.Thread(target=run)
    thread.start()
    thread.join(PATIENCE)
    assert "exit code -15" in str(failed)
