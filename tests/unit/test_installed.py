"""The components as a package: installed elsewhere, another program is made of them."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from components.credential_helper import PROGRAM
from tests.unit.recording import ROOT

DESCRIBED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# records what the program registers with the mocks of this suite, and says where it has the components from
RECORDED = """
import json, runpy, sys
from tests.unit.recording import ACCOUNT, record
import pulumi

pulumi.runtime.set_all_config(ACCOUNT, ["snowflake:password"])
found = record(lambda: runpy.run_path(sys.argv[1]) and None)
print(json.dumps({
    "components": sys.modules["components"].__file__,
    "modules": sorted(sys.modules),
    "resources": {f"{it.type} {it.name}": it.inputs for it in found.resources},
    "outputs": sorted({urn.split("::")[-1] for urn in found.outputs}),
}, default=str))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the package alone, as pip puts it there."""
    target = tmp_path_factory.mktemp("installed")
    options = ["--no-deps", "--no-build-isolation", "--no-compile", "--disable-pip-version-check", "--quiet"]
    command = [sys.executable, "-m", "pip", "install", *options, f"--target={target}", str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def second(installed: Path, tmp_path: Path) -> dict[str, Any]:
    """What another program registers, run from a directory that has nothing of this project."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SNOWFLAKE_")}
    program = ROOT / "tests" / "unit" / "second_program" / "program.py"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", RECORDED, program],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": f"{installed}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_package_holds_the_components_and_the_credential_helper_and_nothing_else(installed: Path) -> None:
    held = {path.name for path in installed.iterdir()}
    assert held == {"bin", "components", f"milvus_spcs-{DESCRIBED['version']}.dist-info"}
    assert [path.name for path in (installed / "bin").iterdir()] == [PROGRAM]
    assert {path.name for path in (ROOT / "components").glob("*.py")} <= {
        path.name for path in (installed / "components").iterdir()
    }
    assert (installed / "components" / "py.typed").exists()


def test_credential_helper_runs_by_itself(installed: Path, tmp_path: Path) -> None:
    variables = {"PYTHONPATH": str(installed), "DOCKER_CONFIG": str(tmp_path)}
    listed = subprocess.run(
        [installed / "bin" / PROGRAM, "list"], env=variables, capture_output=True, text=True, check=True
    )
    assert listed.stdout == "{}"


def test_second_program_is_made_of_the_installed_components(second: dict[str, Any], installed: Path) -> None:
    assert Path(second["components"]).parent == installed / "components"
    assert "pulumi_docker" not in second["modules"]

    resources = second["resources"]
    components = {name.removeprefix("milvus-spcs:index:") for name in resources if name.startswith("milvus-spcs:")}
    assert components == {"Access access", "Storage storage", "ComputePool small", "SpcsService hello"}
    assert {"access", "storage", "small", "hello"} <= set(second["outputs"])


def test_second_program_has_what_it_says_and_no_default_of_this_one(second: dict[str, Any]) -> None:
    resources = second["resources"]
    named = {
        name: inputs["name"] for name, inputs in resources.items() if name.startswith("snowflake:") and "name" in inputs
    }
    assert not [name for name in named.values() if "MILVUS" in name]
    assert resources["snowflake:index/computePool:ComputePool small-pool"]["maxNodes"] == 2
    service = resources["snowflake:index/service:Service hello-service"]
    assert (service["name"], service["database"], service["schema"]) == ("HELLO", "APPS", "WEB")
    assert "image: /apps/web/images/hello:1.0\n" in service["fromSpecification"]["text"]
    entered = resources["pulumi-python:dynamic/service_role:ServiceRole hello-readers-service-role"]
    assert entered["grantee"] == "READERS"


def test_dependencies_are_what_the_program_asks_for_without_its_tests() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    asked_for = [re.sub(r"\s*#.*", "", line) for line in lines if line]
    assert [it for it in asked_for if not it.startswith("pytest")] == DESCRIBED["dependencies"]


def test_every_import_is_of_a_dependency() -> None:
    distributions = packages_distributions()
    # the connector needs the last one
    known = {canonicalize_name(Requirement(line).name) for line in DESCRIBED["dependencies"]} | {"cryptography"}
    for path in (ROOT / "components").glob("*.py"):
        for name in _imported(path) - sys.stdlib_module_names - {"components"}:
            found = {canonicalize_name(it) for it in distributions[name]}
            assert found & known, f"{path.name} imports {name}, of {found}"


def _imported(path: Path) -> set[str]:
    """The top-level packages that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found
