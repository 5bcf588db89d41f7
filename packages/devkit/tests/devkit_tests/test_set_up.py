"""Tasks that run at once."""

import io
import threading

import pytest

from devkit import set_up
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.set_up import Tasks
from devkit.testing.waiting import PATIENCE


def test_tasks_run_after_those_they_name(context: Context) -> None:
    order: list[str] = []
    first_may_go = threading.Event()
    tasks = Tasks(context)

    def first() -> None:
        first_may_go.wait(PATIENCE)
        order.append("first")

    def beside() -> None:
        order.append("beside")
        first_may_go.set()

    tasks.add("first", first)
    tasks.add("second", lambda: order.append("second"), "first")
    tasks.add("beside", beside)

    tasks.run()

    assert order == ["beside", "first", "second"]


def test_tasks_raise_the_first_failure_and_skip_what_needs_it(context: Context) -> None:
    ran: list[str] = []

    def fail() -> None:
        raise ToolchainError("engine: no")

    tasks = Tasks(context)
    tasks.add("engine", fail)
    tasks.add("after", lambda: ran.append("after"), "engine")

    with pytest.raises(ToolchainError, match="engine: no"):
        tasks.run()
    assert ran == []


def test_tasks_say_what_they_took_where_it_was_much(context: Context, screen: io.StringIO) -> None:
    tasks = Tasks(context)
    tasks.add("engine", lambda: context.processes.spent.update(engine=8, registry=0))
    tasks.run()
    assert screen.getvalue() == ""

    tasks.add("engine", lambda: context.processes.spent.update({"base images": 71}))
    tasks.run()
    assert screen.getvalue().endswith("set-up: done; processor seconds: base images 71, engine 8\n")


def test_check_python_refuses_an_older_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.version_info", (3, 9, 2))
    with pytest.raises(ToolchainError, match=r"python3 is 3\.9\.2; the project needs 3\.11"):
        set_up.check_python()
