"""The program's virtual environment."""

import json
from pathlib import Path

import pytest

from devkit import files
from pulumi_standins.virtualenv import Plugin, Virtualenv, VirtualenvError


@pytest.fixture
def virtualenv(tmp_path: Path) -> Virtualenv:
    files.write(tmp_path / "venv/bin/python", "", 0o755)
    packages = tmp_path / "venv/lib/python3.11/site-packages"
    for name, version, served in (("pulumi_a", "v2.20.0", True), ("pulumi_b", "5.1.0", False)):
        text = json.dumps({"name": name[-1], "version": version, "resource": served})
        files.write(packages / name / "pulumi-plugin.json", text)
    files.write(packages / "pulumi_a-2.20.0.dist-info/METADATA", "Name: pulumi_a\nVersion: 2.20.0\n")
    return Virtualenv.of(str(tmp_path), {"virtualenv": "venv"})


def test_plugins_are_those_of_packages_with_resources(virtualenv: Virtualenv) -> None:
    assert list(virtualenv.plugins()) == [Plugin("a", "2.20.0", "")]
    assert [it.name for it in virtualenv.distributions()] == ["pulumi_a"]


def test_a_program_has_its_own_directory_first(virtualenv: Virtualenv, tmp_path: Path) -> None:
    found = virtualenv.activated({"PATH": "/usr/bin:/bin", "PYTHONHOME": "/usr", "VIRTUAL_ENV": "/other", "A": "1"})
    own = f"{tmp_path}/venv"
    assert found == {"PATH": f"{own}/bin:/usr/bin:/bin", "VIRTUAL_ENV": own, "A": "1"}
    assert virtualenv.activated({})["PATH"] == f"{own}/bin"


def test_a_program_without_one_has_the_environment_as_it_is() -> None:
    assert Virtualenv.of("/", {}).activated({"PATH": "/bin"}) == {"PATH": "/bin"}


def test_python_of_a_missing_environment_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(VirtualenvError, match="Run: pulumi install"):
        _ = Virtualenv.of(str(tmp_path), {"virtualenv": "venv"}).python


def test_of_refuses_a_toolchain_it_does_not_know() -> None:
    with pytest.raises(VirtualenvError, match="toolchain is 'poetry'"):
        Virtualenv.of("/", {"toolchain": "poetry"})
