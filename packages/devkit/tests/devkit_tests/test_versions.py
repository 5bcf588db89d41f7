"""Versions that have to stand in two files are the same in both."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from devkit import clients, drivers, set_up, versions
from devkit.paths import Paths
from pulumi_standins.docker import plugin as docker
from pulumi_standins.snowflake import plugin as snowflake

CLONE = Paths.of_clone()
VERSIONS = versions.read(CLONE.requirements)
STAND_INS, ACCOUNT = CLONE.root / "packages" / "pulumi-standins", CLONE.root / "packages" / "spcs-local"
PYTHON = ".".join(map(str, set_up.PYTHON))
DESCRIBED = [CLONE.root / "pyproject.toml", *(package / "pyproject.toml" for package in CLONE.packages)]


def pin(requirements: Path, package: str) -> str:
    """The version that the file asks for."""
    found = re.search(rf"^{package}==(\S+)", requirements.read_text(), re.MULTILINE)
    assert found, f"{requirements} does not pin {package}"
    return found[1]


def test_stand_ins_are_those_of_the_plugins_that_the_program_asks_for() -> None:
    assert (VERSIONS.snowflake, VERSIONS.docker) == (snowflake.VERSION, docker.VERSION)

    readme = (STAND_INS / "README.md").read_text()
    assert f"`pulumi-resource-snowflake` {VERSIONS.snowflake} |" in readme
    assert f"`pulumi-resource-docker` {VERSIONS.docker} |" in readme


def test_language_host_speaks_the_protocol_of_the_engine() -> None:
    assert f"/blob/v{VERSIONS.engine}/proto" in (STAND_INS / "src" / "pulumi_standins" / "language.py").read_text()


@pytest.mark.parametrize("file", DESCRIBED, ids=lambda it: it.parent.name)
def test_each_part_runs_on_the_oldest_python_that_set_up_takes(file: Path) -> None:
    assert tomllib.loads(file.read_text())["project"]["requires-python"] == f">={PYTHON}"


def test_lint_and_types_are_those_of_the_oldest_python() -> None:
    tools = tomllib.loads(DESCRIBED[0].read_text())["tool"]

    assert tools["ruff"]["target-version"] == f"py{PYTHON.replace('.', '')}"
    assert tools["mypy"]["python_version"] == PYTHON
    assert f"Python {PYTHON} or newer" in (CLONE.root / "README.md").read_text()


def test_the_notebook_has_the_connector_of_the_program() -> None:
    package = "snowflake-connector-python"
    image = CLONE.root / "images" / "jupyter"

    wanted = pin(CLONE.requirements, package)
    assert (pin(image / "requirements.in", package), pin(image / "requirements.lock", package)) == (wanted, wanted)


def test_the_document_names_the_clients_that_are_tested() -> None:
    document = (ACCOUNT / "docs" / "local-account.md").read_text()
    connectors = clients.CONNECTOR.version(CLONE), pin(CLONE.requirements, "snowflake-connector-python")
    module = (ACCOUNT / "tests" / "spcs_local_tests" / "clients" / "go" / "go.mod").read_text()
    driver = re.findall(r"gosnowflake/v2 v(\S+)", module)[0]

    assert f"snowflake-connector-python {' and '.join(connectors)}" in document
    assert f"`snow` {clients.SNOW.version(CLONE)} (" in document
    assert f"the Go driver {driver};" in document
    libraries = CLONE.clients / "connector.lock"
    assert f"Snowpark for Python {pin(libraries, 'snowflake-snowpark-python')} (" in document
    node = json.loads((CLONE.clients / "node" / "package.json").read_text())["dependencies"]["snowflake-sdk"]
    assert f"the Node driver {node};" in document
    assert f"the Java driver {drivers.jar(CLONE).stem.rpartition('-')[2]} (" in document
    assert f"`snowflake-sqlalchemy` {pin(libraries, 'snowflake-sqlalchemy')} (" in document
    assert f"`snowflake.core` {pin(libraries, 'snowflake-core')} (" in document


def test_policies_are_run_by_the_sdk_of_the_engine() -> None:
    pack, program = CLONE.policies / "requirements.txt", CLONE.requirements

    for package in ("pulumi", "pyyaml"):
        assert pin(pack, package) == pin(program, package)
