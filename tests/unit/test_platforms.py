"""What systems do not have in common is in one module, and the rest runs on each: held without such a machine."""

from __future__ import annotations

import ast
import fcntl
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from components import platforms
from tests.unit.recording import ROOT

PROGRAM = [ROOT / "__main__.py", *sorted((ROOT / "components").rglob("*.py"))]
# https://docs.python.org/3/library/: "Availability: Unix"
UNIX_MODULES = {
    "crypt", "curses", "fcntl", "grp", "posix", "posixpath", "pty", "pwd", "readline", "resource", "spwd", "syslog",
    "termios", "tty",
}  # fmt: skip
UNIX_NAMES = {
    "chown", "chroot", "fchdir", "fchmod", "fchown", "fork", "forkpty", "getegid", "geteuid", "getgid", "getgroups",
    "getpgid", "getuid", "kill", "killpg", "lchown", "mkfifo", "nice", "pread", "pwrite", "setgid", "setpgid", "setsid",
    "setuid", "socketpair", "statvfs", "uname", "wait", "waitpid", "AF_UNIX",
    "SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGQUIT", "SIGUSR1",
}  # fmt: skip
MODULES = ("os", "signal", "socket")
UNIX_PLACES = ("/dev/", "/etc/", "/proc/", "/run/", "/tmp/", "/usr/", "/var/")
# looked for, and done without; or inside a container
ALLOWED = {("recovery/locks.py", "/proc/"), ("docker_daemon.py", "/var/"), ("backup/jobs.py", "/run/")}


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module as Windows imports it; what is asked of msvcrt is in `asked`."""
    asked: list[tuple[int, int]] = []
    refusals = [OSError("resource deadlock would occur")]

    def locking(descriptor: int, mode: int, length: int) -> None:
        if mode == 1 and refusals:
            raise refusals.pop()
        assert descriptor > 0
        asked.append((mode, length))

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_LOCK=1, LK_UNLCK=0))
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "kill", None)
    monkeypatch.setattr(os, "fchmod", None)
    found = _imported(Path(platforms.__file__))
    return SimpleNamespace(module=found, asked=asked)


def _imported(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("platforms_of_another_system", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("file", PROGRAM, ids=lambda it: str(it.relative_to(ROOT)))
def test_no_other_module_is_for_one_system_alone(file: Path) -> None:
    if file == Path(platforms.__file__):
        return
    name = file.relative_to(ROOT / "components").as_posix() if file.parent != ROOT else file.name
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = [it for node in ast.walk(tree) for it in _of_unix(node) if (name, it) not in ALLOWED]
    assert found == []


def _of_unix(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [it.name for it in node.names if it.name.partition(".")[0] in UNIX_MODULES]
    if isinstance(node, ast.ImportFrom):
        names = {it.name for it in node.names} if node.module in MODULES else set()
        return [str(it) for it in ({node.module} & UNIX_MODULES) | (names & UNIX_NAMES)]
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in MODULES:
        return [node.attr] if node.attr in UNIX_NAMES else []
    if isinstance(node, ast.keyword):
        return [node.arg] if node.arg in ("shell", "preexec_fn", "start_new_session") else []
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [it for it in UNIX_PLACES if node.value.startswith(it)]
    return []


def test_a_lock_is_one_processs(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with file.open("w") as first, file.open("w") as second, platforms.locked(first), pytest.raises(BlockingIOError):
        fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_process_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert platforms.may_run(os.getpid())
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        pass
    assert not platforms.may_run(child.pid)

    def kill(pid: int, number: int) -> None:
        assert (pid, number) == (1, 0)
        raise PermissionError

    monkeypatch.setattr(os, "kill", kill)
    assert platforms.may_run(1)


def test_a_file_that_others_may_read_is_open(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch(mode=0o600)
    assert not platforms.open_to_others(file)
    file.chmod(0o640)
    assert platforms.open_to_others(file)


def test_windows_locks_by_its_own_means_and_waits(windows: Any, tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as file, windows.module.locked(file):
        assert windows.asked == [(1, 1)]
    assert windows.asked == [(1, 1), (0, 1)]


def test_windows_has_neither_permissions_nor_owners_nor_signals(windows: Any, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch(mode=0o666)
    file.chmod(0o666)
    windows.module.like(file, 1, 0o600)
    assert not windows.module.open_to_others(file)
    assert windows.module.may_run(1)
    with pytest.raises(OSError, match="is a socket of Unix"):
        windows.module.connected("docker.sock", 1)
    assert (windows.module.HOME, platforms.HOME) == ("USERPROFILE", "HOME")
