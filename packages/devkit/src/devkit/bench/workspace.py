"""A program with a local account and a stack of its own, on the in-memory container adapter."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from devkit import deployer, environment, local_account, stack, versions
from devkit.bases.references import BaseImages
from devkit.console import Console
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.local_account import Account
from devkit.paths import Paths
from devkit.pulumi import Pulumi

ROOT = Paths.of_clone().root
PROGRAMS = ROOT / "packages" / "devkit" / "programs"
MEASURED = {"guide": ROOT / "__main__.py", "services": PROGRAMS / "services.py"}
LINKED = ("components", "images", "packages", ".venv", "requirements.txt", "Pulumi.README.md")
COPIED = ("Pulumi.yaml", "specs")
# named in the configuration, never built from: nothing is built or pushed
BASES = BaseImages(milvus="milvus-spcs/milvus-base:benchmark", python="milvus-spcs/python-base:benchmark")


def named_images(place: str, tag: str = "benchmark") -> dict[str, dict[str, Any]]:
    """The guide's services with images of a repository, by its path."""
    milvus, keeper, jupyter = ({"imageReference": f"/{place}/{it}:{tag}"} for it in ("milvus", "keeper", "jupyter"))
    return {"milvus": {**milvus, "images": {"keeper": keeper}}, "jupyter": jupyter}


GIVEN = named_images("milvus_demo/public/milvus_repo")


@dataclass(frozen=True)
class Workspace:
    """`variables` is the environment of the engine, `administrator` that of clients."""

    directory: Path
    account: Account
    variables: dict[str, str]
    administrator: dict[str, str]

    def pulumi(self, *arguments: str, stdin: str = "", **variables: str) -> str:
        """The output; an exit code other than 0 is an error with all of it."""
        command = ["pulumi", *arguments, "--non-interactive", "--color=never"]
        done = subprocess.run(
            command,
            cwd=self.directory,
            env={**self.variables, **variables},
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ToolchainError(f"{' '.join(command)} failed:\n{done.stdout}")
        return done.stdout

    def signed_in(self, **variables: str) -> Workspace:
        """The same, with an engine whose plugins and programs sign in by these, and by nothing of the deployer's."""
        kept = {name: value for name, value in self.variables.items() if name not in environment.WHO}
        return replace(self, variables={**kept, **variables})

    @property
    def catalog(self) -> Path:
        return self.directory / ".local" / "account.sqlite"


@contextlib.contextmanager
def opened(
    program: str,
    delay_milliseconds: int,
    *behaviour: str,
    settings: Mapping[str, str] | None = None,
    cluster: bool = False,
) -> Iterator[Workspace]:
    """A fresh account that adds the delay to every statement, and a stack with nothing in it. `behaviour` is what
    `spcs-local start --set` takes, `settings` are further keys of the configuration."""
    with tempfile.TemporaryDirectory(prefix="milvus-spcs-bench-") as name:
        directory = Path(name)
        _fill(directory, program)
        paths = Paths(directory, Paths.of_clone().cache)
        context = Context(paths, versions.read(paths.requirements), Console(io.StringIO()))
        secrets = environment.local_secrets(paths)
        with account_in_memory(context, delay_milliseconds, *behaviour) as account:
            made, given = deployer.ensure(context, account), {"services": json.dumps(GIVEN), **(settings or {})}
            pulumi = Pulumi(context, environment.full(context, account, made))
            stack.ensure(pulumi, account, BASES, secrets, made, given, {} if cluster else None)
            administrator = environment.account_variables(context, account)
            yield Workspace(directory, account, pulumi.environment, administrator)


@contextlib.contextmanager
def account_in_memory(context: Context, delay_milliseconds: int = 0, *behaviour: str) -> Iterator[Account]:
    """An account of the context's own, in whose services nothing runs."""
    account = _start(context, f"statementDelayMilliseconds={delay_milliseconds}", "progression=immediate", *behaviour)
    try:
        yield account
    finally:
        _quietly(context, "stop")


def _fill(directory: Path, program: str) -> None:
    for name in LINKED:
        (directory / name).symlink_to(ROOT / name)
    for name in COPIED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, directory / name)
    shutil.copyfile(MEASURED[program], directory / "__main__.py")
    (directory / "service.yaml").symlink_to(PROGRAMS / "service.yaml")


def _start(context: Context, *behaviour: str) -> Account:
    # any that are free, for a local run may be up beside; nothing listens on the registry's, but references name it
    with socket.create_server(("127.0.0.1", 0)) as free:
        registry = str(free.getsockname()[1])
    ports = ["--account-port", "0", "--ingress-port", "0", "--registry-port", registry]
    options = [part for setting in behaviour for part in ("--set", setting)]
    _quietly(context, "start", "--adapter", "memory", *ports, *options)
    account = local_account.read(context.paths)
    if account is None:
        raise ToolchainError("the account in memory left no account.json")
    return account


def _quietly(context: Context, verb: str, *arguments: str) -> None:
    command: list[str | Path] = [context.paths.spcs_local, verb, "--home", context.paths.local, *arguments]
    done = subprocess.run(
        command, cwd=context.paths.root, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ToolchainError(f"spcs-local {verb} failed: {done.stderr.strip()}")
