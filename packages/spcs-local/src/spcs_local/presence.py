"""Whether an account runs, and where: one lock and one file in its home."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from spcs_local.settings import Settings, SettingsError
from spcs_local.whole_files import read_whole, write_whole

_REMEDY = "end the process that serves this home, if one does, and remove the file; `spcs-local start` writes it anew"


class NotRunningError(SettingsError):
    """No process has said that it serves this home."""


class AlreadyRunningError(Exception):
    """Another process serves this home."""


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """A lock that the system takes away when the process ends, however it ends."""
    with (home / "account.lock").open("w") as file:
        while not _locked(file, fcntl.LOCK_EX):
            # who only asks whether an account runs holds a shared lock for a moment
            if not _locked(file, fcntl.LOCK_SH):
                raise AlreadyRunningError(f"the local account of {home} is already running")
        yield


def is_running(home: Path) -> bool:
    """Whether a process serves this home."""
    path = home / "account.lock"
    if not path.exists():
        return False
    with path.open("r") as file:
        return not _locked(file, fcntl.LOCK_SH)


def _locked(file: TextIO, kind: int) -> bool:
    """Whether the lock was to be had; closing the file gives it back."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def information_path(home: Path) -> Path:
    """Where a running account says where it is."""
    return home / "account.json"


def log_path(home: Path) -> Path:
    """Where an account in the background writes its log."""
    return home / "account.log"


def write_information(settings: Settings, warning: str = "") -> None:
    """Say where the account is, and what who started it has to know; nothing in it is secret."""
    content = {
        "pid": os.getpid(),
        "account_port": settings.account_port,
        "registry_port": settings.registry_port,
        "ingress_port": settings.ingress_port,
        "organization": settings.organization,
        "account": settings.account,
        "id": settings.id,
        "adapter": settings.adapter,
        "warning": warning,
    }
    write_whole(information_path(settings.home), json.dumps(content).encode())


def read_information(home: Path) -> dict[str, Any]:
    """What a running account says of itself."""
    try:
        return read_whole(information_path(home), _information, _REMEDY)
    except FileNotFoundError:
        raise NotRunningError(
            f"no local account runs in {home}: `spcs-local start` starts one, --home names another"
        ) from None


def _information(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content)
    for name in ("pid", "account_port", "registry_port", "ingress_port"):
        int(found[name])
    return found
