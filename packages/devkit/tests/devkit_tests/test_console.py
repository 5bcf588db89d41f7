"""Lines on screen during long work."""

import io

from devkit.console import Console, Step
from devkit.testing.waiting import until
from devkit_tests.conftest import HEARTBEAT


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
