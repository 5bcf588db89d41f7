"""Tasks that run at once; the versions that have to agree."""

import subprocess
import threading
from pathlib import Path

import pytest

from devkit import benchmark, engine, go, set_up, versions
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.set_up import Tasks
from spcs_local_tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[4]


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


def test_check_python_refuses_an_older_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.version_info", (3, 9, 2))
    with pytest.raises(ToolchainError, match=r"python3 is 3\.9\.2; the project needs 3\.11"):
        set_up.check_python()


def test_engine_module_builds_the_version_of_the_sdk() -> None:
    wanted = versions.read(ROOT / "requirements.txt").engine

    assert f"github.com/pulumi/pulumi/pkg/v3 v{wanted}\n" in (engine.MODULE / "go.mod").read_text()


def test_engine_module_needs_no_newer_go_than_set_up_looks_for() -> None:
    line = next(it for it in (engine.MODULE / "go.mod").read_text().splitlines() if it.startswith("go "))
    wanted = tuple(int(part) for part in line.split()[1].split(".")[:2])

    assert wanted <= engine.GO_VERSION <= tuple(int(part) for part in go.VERSION.split(".")[:2])


def test_benchmark_asks_for_no_docker(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Tasks] = []
    monkeypatch.setattr(set_up, "ready", lambda _context: True)
    monkeypatch.setattr(Tasks, "run", lambda tasks: ran.append(tasks))
    monkeypatch.setattr(go, "on_path", lambda _version: True)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0))
    assert benchmark.bench(context) == 0
    assert ran[0]._tasks.keys() == {"pip", "python", "engine", "plugins"}
