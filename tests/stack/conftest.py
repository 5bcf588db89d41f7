"""An engine on an empty project."""

import io
import os
from pathlib import Path

import pytest

from devkit import environment, stack
from devkit.console import Console
from devkit.context import Context
from devkit.paths import Paths
from tests.stack.whole import Engine


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
