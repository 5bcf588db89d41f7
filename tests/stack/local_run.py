"""A local run as `make up` leaves it: where it is, and who may sign in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from devkit import environment, stack
from devkit.paths import Paths
from devkit.testing.waiting import PATIENCE


@dataclass(frozen=True)
class Person:
    """Somebody who may sign in; the password is never printed."""

    name: str
    password: str

    def __repr__(self) -> str:
        return f"Person({self.name!r}, …)"


@dataclass(frozen=True)
class LocalRun:
    """A stack that is up."""

    notebook_url: str
    user: Person
    account_url: str
    administrator: Person


def of_clone(root: Path) -> LocalRun | None:
    """The run of a clone; None unless its stack is up and its account answers."""
    paths = Paths(root, Paths.of_clone().cache)
    outputs = stack.outputs(paths)
    try:
        account_url = f"http://127.0.0.1:{_content(paths, 'account.json')['account_port']}"
        httpx.get(f"{account_url}/healthz", timeout=PATIENCE, trust_env=False).raise_for_status()
        administrator = _content(paths, "administrator.json")
    except (OSError, httpx.HTTPError):
        return None
    if "notebookUrl" not in outputs:
        return None
    return LocalRun(
        outputs["notebookUrl"],
        Person(outputs["user"], environment.local_secrets(paths).milvus_user_password),
        account_url,
        Person(administrator["user"], administrator["password"]),
    )


def _content(paths: Paths, name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((paths.local / name).read_text())
    return content
