"""The command line: what it refuses, and what it leaves alone."""

import fcntl
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from devkit import cli, local_run, paths
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_account import Account

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def clone(context: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """The command line works on an empty clone."""
    monkeypatch.setattr(paths.Paths, "of_clone", staticmethod(lambda: context.paths))
    (context.paths.root / "requirements.txt").write_bytes((ROOT / "requirements.txt").read_bytes())
    return context


@pytest.mark.usefixtures("clone")
@pytest.mark.parametrize("arguments", [["env"], ["status"], ["logs", "MILVUS"]])
def test_commands_that_need_the_account_say_how_to_start_it(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    assert capsys.readouterr().err == "error: the local account is not started. Run: make account, or make up\n"


def test_down_on_nothing_says_so(clone: Context, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert cli.main(["down"]) == 0
        assert capsys.readouterr().out == "There is nothing to take down.\n"
    assert [it.name for it in clone.paths.local.iterdir()] == ["lock"]


def test_alone_refuses_a_second_command(context: Context) -> None:
    (context.paths.local).mkdir(parents=True)
    with (context.paths.local / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ToolchainError, match="is at work"), local_run.alone(context):
            pass


def test_last_screen_names_url_user_and_where_the_password_is(context: Context, screen: io.StringIO) -> None:
    account = Account("LOCAL", "DEV", 7878, 7879, 7880, "ADMIN", "hidden")
    text = local_run.last_screen(context, account, "http://x-local-dev.localhost:7880", "MILVUS_USER")

    assert "http://x-local-dev.localhost:7880" in text
    assert "MILVUS_USER" in text
    assert "secrets.json" in text
    assert "http://127.0.0.1:7878, as ADMIN" in text
    assert "hidden" not in text
    assert screen.getvalue() == ""


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """As a person calls it, with nothing of a make that runs the tests."""
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "SERVICE"))
    }
    return subprocess.run(
        ["make", "-s", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, env=variables
    )


def test_help_names_every_target() -> None:
    listed = make().stdout
    targets = {line.split()[1] for line in listed.splitlines()}

    known = {"up", "test", "down", "account", "env", "status", "logs", "preview", "bench", "check", "clean", "doctor"}
    assert targets == known | {"lock", "soak", "verify-account"}


def test_logs_without_a_service_is_refused() -> None:
    done = make("logs")

    assert done.returncode == 2
    assert "SERVICE is missing. Run: make logs SERVICE=MILVUS" in done.stderr


def test_set_up_imports_nothing_but_the_standard_library() -> None:
    code = "import devkit.cli, sys; print(sorted(m for m in sys.modules if m in ('grpc', 'docker', 'pulumi', 'yaml')))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
