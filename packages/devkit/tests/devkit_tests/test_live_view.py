"""The work under way, on terminals of several sizes."""

import io
from dataclasses import dataclass

import pytest

from devkit import live_view
from devkit.live_view import LiveView
from devkit.progress import Progress
from devkit.testing.waiting import until
from devkit_tests import terminal
from devkit_tests.terminal import Terminal


@dataclass(eq=False)
class Working:
    subject: str = "engine"
    doing: str = "building with /usr/local/go/bin/go"
    since: float = 0.0
    latest: str = ""
    progress: Progress | None = None


def test_line_tells_seconds_subject_and_what_is_done_with_the_bar_last() -> None:
    work = Working(progress=Progress(400, 1549), latest="net/http")
    line = live_view.line_of(work, 79, 64.2)
    assert line == "    64 s engine: building with /usr/local/go/bin/... [###------------] 400/1549"


@pytest.mark.parametrize("columns", [79, 39, 20, 7, 1])
def test_line_has_room_in_any_terminal(columns: int) -> None:
    long = "go: downloading " + "github.com/pulumi/" * 9
    wide = Working("\u5f15\u64ce", doing="\u7de8" * 60)
    for work in (Working(), Working(latest=long), Working(progress=Progress(1, 1549)), wide):
        assert live_view.width(live_view.line_of(work, columns, 1000)) <= columns


def test_line_without_a_total_has_no_bar() -> None:
    line = live_view.line_of(Working("docker", "starting dockerd"), 79, 3)
    assert line == "     3 s docker: starting dockerd"


def test_what_would_move_the_cursor_is_left_out() -> None:
    assert live_view.plain("a\tb\x1b[31mred\x1b[0m\x07\x1b]0;title\x07\x1b[2Jend") == "a bred end"


def test_terminal_with_few_lines_shows_how_many_more_there_are() -> None:
    found = live_view.frame([Working(str(it)) for it in range(6)], 40, 5, 0)
    assert len(found) == 4
    assert found[-1].strip() == "and 3 more"


def test_lines_are_drawn_over_and_what_is_said_stays_above(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_view, "FRAME_SECONDS", 0.01)
    first, second = Working("engine"), Working("Python", "installing")
    with terminal.opened(80) as screen:
        view = LiveView(screen.stream)
        view.add(first)
        view.add(second)
        view.above("[   1 s] docker: 27.1 runs\nand answers")
        first.progress = Progress(1500, 1549)
        until(lambda: "1500/1549" in screen.written)
        shown = screen.rows()
        view.remove(first)
        view.remove(second)
        until(lambda: screen.rows()[2:] == [""])
    assert shown[:2] == ["[   1 s] docker: 27.1 runs", "and answers"]
    assert ["engine" in shown[2], "Python: installing" in shown[3], shown[4]] == [True, True, ""]


def test_terminal_that_gets_narrower_has_no_line_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_view, "FRAME_SECONDS", 60)
    work = Working(latest="x" * 200)
    with terminal.opened(80) as screen:
        view = LiveView(screen.stream)
        view.above("before")
        view.add(work)
        until(lambda: screen.written.count(live_view.CLEAR_BELOW) == 3)
        before = len(screen.written)
        screen.resize(40, 24)
        view.above("after")
        until(lambda: screen.written.count(live_view.CLEAR_BELOW) == 5)
        frame = screen.written[before:]
        view.remove(work)
    # the terminal has folded the line of 79 columns into two
    two_up = "\r" + live_view.UP.format(2)
    assert frame.startswith(two_up)
    anew = Terminal(io.StringIO())
    anew.take(frame.removeprefix(two_up))
    assert [len(it) for it in anew.rows()] == [len("after"), 39, 0]


@pytest.mark.parametrize(
    ("variables", "possible"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, True),
        ({"TERM": "dumb"}, False),
        ({}, False),
        ({"TERM": "xterm", "CI": "true"}, False),
    ],
)
def test_view_is_for_terminals_that_can_draw(variables: dict[str, str], possible: bool) -> None:
    with terminal.opened(80) as screen:
        assert live_view.is_possible(screen.stream, variables) is possible
    assert not live_view.is_possible(io.StringIO(), variables)
