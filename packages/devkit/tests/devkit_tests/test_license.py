"""The licence: one text, named in each description and part of each wheel."""

import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest

from devkit.paths import Paths

CLONE = Paths.of_clone()
LICENSE = CLONE.root / "LICENSE"


@pytest.mark.parametrize("project", [CLONE.root, *CLONE.packages], ids=lambda it: it.name)
def test_description_names_the_license(project: Path) -> None:
    described = tomllib.loads((project / "pyproject.toml").read_text())["project"]

    assert (described["license"], described["license-files"]) == ("Apache-2.0", ["LICENSE"])


@pytest.mark.parametrize("package", [CLONE.root, *CLONE.packages], ids=lambda it: it.name)
def test_wheel_holds_the_license(package: Path, tmp_path: Path) -> None:
    command = [str(CLONE.python), "-m", "hatchling", "build", "--target=wheel", f"--directory={tmp_path}"]
    subprocess.run(command, cwd=package, check=True, capture_output=True)

    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as content:
        (name,) = [it for it in content.namelist() if it.endswith(".dist-info/licenses/LICENSE")]
        assert content.read(name) == LICENSE.read_bytes()
