"""What is run in the virtual environment, and what for."""

import io
import subprocess
from pathlib import Path
from unittest.mock import MagicMock

import pytest

from devkit import checks, go, set_up, virtualenv
from devkit.context import Context
from devkit.go_command import GoCommand
from devkit.set_up import Tasks


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[Tasks]:
    """The set-ups that were asked for; none of their tasks is done."""
    ran: list[Tasks] = []
    monkeypatch.setattr(set_up, "ready", lambda _context: True)
    monkeypatch.setattr(Tasks, "run", lambda tasks: ran.append(tasks))
    monkeypatch.setattr(go, "on_path", lambda _version: True)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0))
    return ran


def test_benchmark_asks_for_no_docker_and_ends_by_itself_when_it_is_interrupted(
    context: Context, ran: list[Tasks], monkeypatch: pytest.MonkeyPatch
) -> None:
    process = MagicMock()
    process.__enter__.return_value.wait.side_effect = [KeyboardInterrupt, 130]
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: process)
    assert checks.bench(context, ["--runs", "1"]) == 130
    assert ran[0]._tasks.keys() == {"pip", "python", "engine", "plugins"}


def test_soak_asks_for_all_that_its_containers_need(
    context: Context, ran: list[Tasks], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "_module", lambda *_: 0)
    assert checks.soak(context) == 0
    assert ran[0]._tasks.keys() >= {"docker", "registry", "base images", "engine", "plugins"}


def test_contracts_are_shown_where_one_is_broken(
    context: Context, screen: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []
    code = 0

    def run(command: list[object], **_: object) -> "subprocess.CompletedProcess[str]":
        ran.append([str(part) for part in command])
        return subprocess.CompletedProcess([], code, "the report\n", "")

    monkeypatch.setattr(virtualenv, "ensure", lambda _context: None)
    monkeypatch.setattr(GoCommand, "ensure", lambda it, _context: Path("/") / it.name)
    monkeypatch.setattr(subprocess, "run", run)
    assert checks.check(context) == 0
    assert "the report" not in screen.getvalue()
    assert ran[-1][0].endswith("/lint-imports")
    code = 1
    monkeypatch.setattr(checks, "LINT", ())
    # a finding in a workflow ends it before
    assert checks.check(context) == 1
    assert ran[-1][0] == "/actionlint"
    monkeypatch.setattr(checks, "_workflows", lambda _context: 0)
    assert checks.check(context) == 1
    assert "the report" in screen.getvalue()
