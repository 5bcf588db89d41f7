"""A copy of the program with a local account and a stack of its own, driven by the engine that set-up found.

One for all tests: those that only look at it come before those that change it and take it down.
"""

import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from devkit import base_images, environment, local_account, stack, versions
from devkit.base_images import BaseImages
from devkit.console import Console
from devkit.context import Context
from devkit.local_account import Account
from devkit.paths import Paths
from devkit.pulumi import Pulumi

COPIED = ("components", "images", "specs", "Pulumi.yaml", "__main__.py", "requirements.txt")
LINKED = (".venv", "packages")


@dataclass(frozen=True)
class Engine:
    """The engine on one stack; `run` gives exit code and output."""

    context: Context
    environment: dict[str, str]

    @property
    def directory(self) -> Path:
        return self.context.paths.root

    def run(self, *arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--color=never"],
            cwd=self.directory,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def must(self, *arguments: str) -> str:
        code, output = self.run(*arguments)
        assert code == 0, output
        return output

    def state(self) -> dict[str, Any]:
        return stack.deployment(self.context.paths)


@pytest.fixture(scope="session")
def toolchain_context() -> Context:
    """The toolchain of the clone that the tests are of, as `make test` has set it up."""
    return Context.of_clone(Console(io.StringIO()))


@pytest.fixture(scope="session")
def bases(toolchain_context: Context) -> BaseImages:
    return base_images.ensure(toolchain_context)


def copy_clone(source: Path, target: Path) -> Context:
    """A clone with the same toolchain, but with a program, an account and a state of its own."""
    for name in COPIED:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source / name, target / name)
    for name in LINKED:
        (target / name).symlink_to(source / name)
    paths = Paths(target, Paths.of_clone().cache)
    environment.prepare(paths)
    return Context(paths, versions.read(paths.requirements), Console(io.StringIO()))


@pytest.fixture(scope="session")
def stack_clone(toolchain_context: Context, tmp_path_factory: pytest.TempPathFactory) -> Context:
    return copy_clone(toolchain_context.paths.root, tmp_path_factory.mktemp("clone"))


@pytest.fixture(scope="session")
def stack_account(stack_clone: Context, bases: BaseImages) -> Iterator[Account]:
    """The clone's account on free ports, with real containers; nothing of it is left afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("ACCOUNT", "REGISTRY", "INGRESS"):
            patch.setenv(f"MILVUS_SPCS_{name}_PORT", "0")
        found = local_account.start(stack_clone, bases.python)
    yield found
    local_account.stop(stack_clone)


@pytest.fixture(scope="session")
def engine(stack_clone: Context, stack_account: Account, bases: BaseImages) -> Engine:
    """The engine on the clone's stack, which has its configuration and no resource yet."""
    pulumi = Pulumi(stack_clone, environment.full(stack_clone, stack_account))
    stack.ensure(pulumi, stack_account, bases, environment.local_secrets(stack_clone.paths))
    return Engine(stack_clone, pulumi.environment)


@pytest.fixture(scope="session")
def up(engine: Engine) -> dict[str, Any]:
    """The outputs of the stack once it is up."""
    engine.must("up", "--yes", "--skip-preview")
    return dict(json.loads(engine.must("stack", "output", "--json")))
