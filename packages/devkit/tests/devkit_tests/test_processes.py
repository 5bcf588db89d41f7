"""Commands of set-up: their output, their failure, their end."""

import io
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from devkit import pids
from devkit.context import Context
from devkit.errors import ToolchainError
from spcs_local_tests.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parents[4]


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


def test_leashed_command_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys\n"
        "from devkit.processes import leashed\n"
        "child = subprocess.Popen(leashed([sys.executable, '-c', 'import time; time.sleep(300)']))\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(child.pid) + '\\n')\n"
        "child.wait()\n"
    )
    starter = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text().endswith("\n"))
    child = int((tmp_path / "pid").read_text())
    until(lambda: "-c" in pids.command_line(child) and "-SE" not in pids.command_line(child))
    os.kill(starter.pid, signal.SIGKILL)
    starter.wait(PATIENCE)

    assert pids.wait_for_end(child, PATIENCE)
