"""What a release leaves behind: its statements and its state, kept so that a later version can be put over them.

`python -m tests.stack.releases` keeps those of the version in pyproject.toml.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from devkit import environment
from devkit.bench.statements import Log
from devkit.bench.workspace import ROOT, Workspace, opened
from devkit.paths import Paths
from devkit.service_user import credentials
from devkit.service_user.making import Site, signed_in_as

KEPT = Path(__file__).parent / "kept_releases"
# the account's log masks it
_PASSWORD = re.compile(r"(PASSWORD = )'[^']*'")


@dataclass(frozen=True)
class Release:
    """One that was kept. `statements` are texts with their roles, `state` is the engine's own form."""

    version: str
    statements: tuple[tuple[str, str], ...]
    state: dict[str, Any]

    @classmethod
    def read(cls, version: str) -> Release:
        directory = KEPT / version
        statements = json.loads((directory / "statements.json").read_text())
        state = json.loads((directory / "state.json").read_text())
        return cls(version, tuple((role, text) for role, text in statements), state)

    @classmethod
    def of(cls, version: str, workspace: Workspace) -> Release:
        """What the program leaves in a fresh account and stack."""
        log = Log(workspace.catalog)
        begin = log.position()
        workspace.pulumi("up", "--yes", "--skip-preview")
        written = [(it.role, it.text) for it in log.since(begin) if it.writes]
        state = json.loads(workspace.pulumi("stack", "export", "--show-secrets"))
        # of the stack that it was taken from: whoever takes it over encrypts anew
        state["deployment"].pop("secrets_providers", None)
        places = {value: name for name, value in _places(workspace).items()}
        statements, state = _replaced(written, places), _replaced(state, places)
        return cls(version, tuple((role, _PASSWORD.sub(r"\1'@password@'", text)) for role, text in statements), state)

    def write(self) -> None:
        directory = KEPT / self.version
        directory.mkdir(parents=True, exist_ok=True)
        for name, content in (("statements", self.statements), ("state", self.state)):
            (directory / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n")

    def restore(self, workspace: Workspace) -> None:
        """Put account and stack where the release left them."""
        places = _places(workspace)
        _run(workspace, _replaced(list(self.statements), places))
        file = workspace.directory / "kept.json"
        state = _replaced(self.state, places)
        state["deployment"]["secrets_providers"] = {"type": "passphrase", "state": {"salt": _salt(workspace)}}
        file.write_text(json.dumps(state))
        workspace.pulumi("stack", "import", "--file", str(file))


def versions() -> list[str]:
    """Those that were kept."""
    return sorted(directory.name for directory in KEPT.iterdir())


def current() -> str:
    """The version of this program."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


def _places(workspace: Workspace) -> dict[str, str]:
    """What differs from run to run, by what stands for it; longer ones first."""
    account = json.loads((workspace.directory / ".local" / "account.json").read_text())
    paths = Paths(workspace.directory, Paths.of_clone().cache)
    return {
        "@directory@": str(workspace.directory),
        "@registry@": workspace.account.registry_host,
        "@password@": environment.local_secrets(paths).milvus_user_password,
        "@account_port@": str(account["account_port"]),
        "@ingress_port@": str(account["ingress_port"]),
    }


def _salt(workspace: Workspace) -> str:
    """Which secrets of the stack are encrypted with, beside the passphrase."""
    paths = Paths(workspace.directory, Paths.of_clone().cache)
    salt: str = yaml.safe_load(environment.stack_file(paths).read_text())["encryptionsalt"]
    return salt


def _replaced(content: Any, places: dict[str, str]) -> Any:
    text = json.dumps(content)
    for old, new in places.items():
        text = text.replace(old, new)
    return json.loads(text)


def _run(workspace: Workspace, statements: list[tuple[str, str]]) -> None:
    known = credentials.read(workspace.directory / ".local" / "deployer.json")
    assert known is not None
    with ExitStack() as closing:
        cursors: dict[str, Any] = {}
        for role, text in statements:
            if role not in cursors:
                connection = signed_in_as(Site(workspace.administrator), known, role)
                closing.callback(connection.close)
                cursors[role] = connection.cursor()
            cursors[role].execute(text)


def main() -> int:
    """Keep the current version's."""
    with opened("guide", 0) as workspace:
        release = Release.of(current(), workspace)
    release.write()
    print(f"{KEPT / release.version}: {len(release.statements)} statements, and the state after them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
