"""Lines on screen during long work, and what a terminal shows of it."""

import io
import os
import re
import signal
import subprocess
import sys

import pytest

from devkit import live_view
from devkit.console import Console, Step
from devkit.errors import ToolchainError
from devkit.progress import Progress
from devkit.testing.waiting import until
from devkit_tests import terminal
from devkit_tests.conftest import HEARTBEAT

# what a person interrupts
UNDER_WAY = """
import signal, sys
from devkit.console import Console
console = Console()
try:
    with console.step("engine").working("building"):
        console.show("line of another")
        signal.pause()
except KeyboardInterrupt:
    print("interrupted: the same command goes on from here", file=sys.stderr)
"""


@pytest.fixture
def _able_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(live_view, "FRAME_SECONDS", 0.01)


def test_line_names_its_subject_and_the_seconds(screen: io.StringIO) -> None:
    Console(screen).say("engine", "building")
    assert screen.getvalue() == "[   0 s] engine: building\n"


def test_work_is_said_to_go_on_with_what_runs_last(screen: io.StringIO) -> None:
    step = Step(Console(screen, heartbeat=HEARTBEAT), "engine")
    with step.working("building"):
        step.latest = "module 7"
        until(lambda: "so far: module 7" in screen.getvalue())
    assert screen.getvalue().startswith("[   0 s] engine: building\n")


def test_what_is_shown_is_as_it_is(screen: io.StringIO) -> None:
    Console(screen).step("up").show(" +  created")
    assert screen.getvalue() == " +  created\n"


@pytest.mark.usefixtures("_able_terminal")
@pytest.mark.parametrize("columns", [80, 40])
def test_terminal_shows_what_is_under_way_and_then_how_long_it_took(columns: int) -> None:
    with terminal.opened(columns) as screen:
        console = Console(screen.stream)
        step = console.step("engine")
        with step.working("building with /usr/local/go/bin/go"):
            step.latest, step.progress = "net/http", Progress(400, 1549)
            console.step("up").show(" +  created")
            until(lambda: "400/1549" in screen.written)
            during = screen.rows()
        until(lambda: "took" in screen.written)
        afterwards = screen.rows()
    assert [during[0], len(during[1]), *during[2:]] == [" +  created", columns - 1, ""]
    assert re.fullmatch(r" +\d+ s engine: .*\.\.\. \[#+-+\] 400/1549", during[1])
    assert [afterwards[0], *afterwards[2:]] == [" +  created", ""]
    assert re.fullmatch(r"\[ +\d+ s\] engine: building with /usr/local/go/bin/go, took \d+ s", afterwards[1])


@pytest.mark.usefixtures("_able_terminal")
def test_terminal_keeps_a_failure_whole() -> None:
    message = "engine: building failed with exit code 1:\n    " + "no space left on device " * 9
    with terminal.opened(40) as screen:
        console = Console(screen.stream)
        with pytest.raises(ToolchainError), console.step("engine").working("building"):
            raise ToolchainError(message)
        console.show(f"error: {message}")
        until(lambda: "device \r\n" in screen.written)
        rows = screen.rows()
    assert re.fullmatch(r"\[ +\d+ s\] engine: building, not finished, ended after \d+ s", rows[0])
    assert rows[1:] == [*f"error: {message}".split("\n"), ""]


def test_terminal_is_left_tidy_by_an_interrupt() -> None:
    variables = {name: value for name, value in os.environ.items() if name != "CI"} | {"TERM": "xterm"}
    with terminal.opened(80) as screen:
        out = screen.stream.fileno()
        with subprocess.Popen([sys.executable, "-c", UNDER_WAY], env=variables, stdout=out, stderr=out) as process:
            until(lambda: "another" in screen.written and screen.rows()[-2].startswith("     "))
            process.send_signal(signal.SIGINT)
        until(lambda: "from here" in screen.written)
        rows = screen.rows()
    assert rows[0] == "line of another"
    assert re.fullmatch(r"\[ +\d+ s\] engine: building, not finished, ended after \d+ s", rows[1])
    assert rows[2:] == ["interrupted: the same command goes on from here", ""]
    assert "\x1b[?" not in screen.written
