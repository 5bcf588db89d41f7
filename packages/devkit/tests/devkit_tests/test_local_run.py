"""The commands on the local run."""

import contextlib
import fcntl
import io
from types import SimpleNamespace
from typing import Any

import pytest

from devkit import local_run, stack
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_account import Account


def test_alone_refuses_a_second_command(context: Context) -> None:
    (context.paths.local).mkdir(parents=True)
    with (context.paths.local / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ToolchainError, match="is at work"), local_run.alone(context):
            pass


def test_last_screen_names_url_user_and_where_the_password_is(context: Context, screen: io.StringIO) -> None:
    account = Account("LOCAL", "DEV", 7878, 7879, "ADMIN", "hidden")
    text = local_run.last_screen(context, account, "http://x-local-dev.localhost:7880", "MILVUS_USER")

    assert "http://x-local-dev.localhost:7880" in text
    assert "MILVUS_USER" in text
    assert "secrets.json" in text
    assert "http://127.0.0.1:7878, as ADMIN" in text
    assert "hidden" not in text
    assert screen.getvalue() == ""


class Asked:
    """An engine that notes what it is asked for."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def ask(self, *arguments: str) -> str:
        self.lines.append(" ".join(arguments))
        return ""

    def show(self, _step: object, *arguments: str) -> int:
        self.ask(*arguments)
        return 0


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Asked:
    made = Asked()
    monkeypatch.setattr(local_run, "start", lambda _context: SimpleNamespace(pulumi=made))
    return made


@pytest.mark.parametrize(("parked", "value"), [(True, "true"), (False, "false")])
def test_park_says_so_in_the_local_stacks_file_and_has_it_so(
    context: Context, engine: Asked, parked: bool, value: str
) -> None:
    assert local_run.park(context, parked=parked) == 0
    assert engine.lines == [f"config set milvus-spcs:parked {value}", "up --yes --skip-preview"]


def test_up_asks_no_notebook_that_is_parked(
    context: Context, engine: Asked, screen: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs: dict[str, Any] = {"jupyter": {"status": "SUSPENDED"}}
    monkeypatch.setattr(stack, "outputs", lambda _paths: outputs)
    monkeypatch.setattr(local_run, "alone", lambda _context: contextlib.nullcontext())
    assert local_run.up(context) == 0
    assert engine.lines == ["up --yes --skip-preview"]
    assert "The stack is parked, and no notebook runs: make unpark" in screen.getvalue()
