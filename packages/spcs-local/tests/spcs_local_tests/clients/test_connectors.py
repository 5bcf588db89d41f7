"""Every case with each version of the Python connector: the one that the project pins, and the other one.

What else of Snowflake's is in Python needs the other one, and its cases run in that one's process.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devkit import clients
from devkit.paths import Paths
from devkit.testing.waiting import PATIENCE
from spcs_local.token_issuer import AUDIENCE, TokenIssuer
from spcs_local_tests.clients import cases
from spcs_local_tests.running import RunningAccount

ROOT = Path(__file__).parents[2]
MODULES = ("signing_in", "cursors", "bindings", "waiting", "failing", "files")
LIBRARIES = ("snowpark", "python_api", "alchemy", "frames")


def found(*modules: str) -> list[tuple[str, str]]:
    """The cases of modules, which are not imported: what they import is in the other environment alone."""
    trees = [ast.parse((Path(cases.__path__[0]) / f"{module}.py").read_text()) for module in modules]
    return [
        (f"{cases.__name__}.{module}", node.name)
        for module, tree in zip(modules, trees, strict=True)
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


class Connector:
    """A process that runs cases with one version."""

    def __init__(self, version: str, python: Path) -> None:
        self.version = version
        command: list[str | Path] = [python, "-W", "ignore", "-m", "spcs_local_tests.clients.connector_program"]
        self._issuer = TokenIssuer()
        # else drivers send a workload's token to Snowflake alone
        environment = {**os.environ, "SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES": "127.0.0.1"}
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, account: RunningAccount, module: str, case: str, directory: Path) -> str | None:
        """What went wrong."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = {"module": module, "case": case, "port": account.port, "password": account.password}
        prefix = f"V{self.version}"
        asked |= {"prefix": prefix, "directory": str(directory)}
        token = self._issuer.token(prefix, [AUDIENCE, f"https://local-dev.{AUDIENCE}"], scp="session:role:public")
        asked |= {"issuer": self._issuer.url, "token": token}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        failure: str | None = json.loads(self._process.stdout.readline())
        return failure

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=PATIENCE)
        self._issuer.stop()


@contextmanager
def started(version: str) -> Iterator[Connector]:
    """One of the two."""
    paths = Paths.of_clone()
    python = clients.CONNECTOR.python(paths) if version == "4" else Path(sys.executable)
    if not python.exists():
        pytest.skip(f"no connector {clients.CONNECTOR.version(paths)} in the cache: `make test` installs it")
    made = Connector(version, python)
    yield made
    made.close()


@pytest.fixture(scope="module")
def other() -> Iterator[Connector]:
    """Version 4, for the whole module: it takes long to import what needs it."""
    with started("4") as made:
        yield made


@pytest.fixture(scope="module", params=["4", "5"])
def connector(request: pytest.FixtureRequest) -> Iterator[Connector]:
    """Each version in turn."""
    if request.param == "4":
        yield request.getfixturevalue("other")
        return
    with started(request.param) as made:
        yield made


def names(found_cases: list[tuple[str, str]]) -> list[str]:
    return [case.removeprefix("test_") for _, case in found_cases]


@pytest.mark.parametrize(("module", "case"), found(*MODULES), ids=names(found(*MODULES)))
def test_connector_does(connector: Connector, shared: RunningAccount, module: str, case: str, tmp_path: Path) -> None:
    failure = connector.run(shared, module, case, tmp_path)
    assert failure is None, f"connector {connector.version}:\n{failure}"


@pytest.mark.parametrize(("module", "case"), found(*LIBRARIES), ids=names(found(*LIBRARIES)))
def test_library_does(other: Connector, shared: RunningAccount, module: str, case: str, tmp_path: Path) -> None:
    failure = other.run(shared, module, case, tmp_path)
    assert failure is None, failure
