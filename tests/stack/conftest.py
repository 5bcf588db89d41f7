"""A copy of the program with a local account and a stack of its own, driven by the engine that set-up found.

One for all tests: those that only look at it come before those that change it and take it down.
"""

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devkit import base_images, clients, deployer, environment, local_account, registry_login, stack, versions
from devkit.bases.references import BaseImages
from devkit.console import Console
from devkit.context import Context
from devkit.local_account import Account
from devkit.paths import Paths
from devkit.pulumi import Pulumi
from devkit.testing.engine import Engine
from tests.stack.buckets import Bucket, opened_bucket

COPIED = ("components", "images", "specs", "Pulumi.yaml", "Pulumi.README.md", "__main__.py", "requirements.txt")
LINKED = (".venv", "packages")


@pytest.fixture(scope="module")
def bucket(toolchain_context: Context, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    python = clients.BUCKET.python(toolchain_context.paths)
    if not python.exists():
        pytest.skip("no S3 server in the cache: `make test` installs it")
    with opened_bucket(python, tmp_path_factory.mktemp("bucket") / "log") as found:
        yield found


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
            patch.setenv(f"SPCS_LOCAL_{name}_PORT", "0")
        found = local_account.start(stack_clone, bases.python)
    yield found
    local_account.stop(stack_clone)


@pytest.fixture(scope="session")
def engine(stack_clone: Context, stack_account: Account, bases: BaseImages) -> Engine:
    """The engine on the clone's stack, which has its configuration and no resource yet."""
    deploying = deployer.ensure(stack_clone, stack_account)
    pulumi = Pulumi(stack_clone, environment.full(stack_clone, stack_account, deploying))
    registry_login.ensure(stack_clone, stack_account)
    secrets = environment.local_secrets(stack_clone.paths)
    stack.ensure(pulumi, stack_account, bases, secrets, deploying)
    return Engine(stack_clone, pulumi.environment)


@pytest.fixture(scope="session")
def brought_up(engine: Engine) -> str:
    """What the engine has said while it brought the stack up."""
    return engine.must("up", "--yes", "--skip-preview")


@pytest.fixture(scope="session")
def up(engine: Engine, brought_up: str) -> dict[str, Any]:
    """The outputs of the stack once it is up."""
    assert "Resources:" in brought_up
    return dict(json.loads(engine.must("stack", "output", "--json")))
