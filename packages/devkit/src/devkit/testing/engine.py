"""The engine that set-up found, on a project that a test gives it. A plugin of pytest."""

import io
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from devkit import environment, stack
from devkit.console import Console
from devkit.context import Context
from devkit.paths import Paths


@dataclass(frozen=True)
class Engine:
    """The engine on one stack; `run` gives exit code and output."""

    context: Context
    environment: dict[str, str] = field(repr=False)  # keys: what fails is printed

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


@pytest.fixture
def bare_engine(toolchain_context: Context, tmp_path: Path) -> Engine:
    """The engine on an empty project, whose __main__.py the test writes; no account behind it."""
    root = tmp_path / "program"
    root.mkdir()
    paths = Paths(root, toolchain_context.paths.cache)
    environment.prepare(paths)
    environment.local_secrets(paths)
    environment.backend(paths).mkdir()
    virtualenv = toolchain_context.paths.venv
    (root / "Pulumi.yaml").write_text(
        f"name: {stack.PROJECT}\nruntime:\n  name: python\n  options:\n    virtualenv: {virtualenv}\n"
    )
    context = Context(paths, toolchain_context.versions, Console(io.StringIO()))
    variables = {**os.environ, **environment.pulumi_variables(context)}
    # the stand-ins are those of the clone, the program is the test's
    variables["MILVUS_SPCS_ROOT"] = str(toolchain_context.paths.root)
    bare = Engine(context, variables)
    bare.must("stack", "init", environment.STACK)
    (root / f"Pulumi.{environment.STACK}.yaml").rename(environment.stack_file(paths))
    return bare
