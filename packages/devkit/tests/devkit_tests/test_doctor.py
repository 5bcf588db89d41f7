"""What is in use, and what is missing."""

import io
from pathlib import Path

import pytest

from devkit import doctor, files, launchers, plugins, virtualenv
from devkit.context import Context

pytestmark = pytest.mark.usefixtures("bare_path")


@pytest.fixture(autouse=True)
def _no_docker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path / 'none'}")


def test_doctor_ends_with_1_where_something_is_missing(context: Context, screen: io.StringIO) -> None:
    assert doctor.doctor(context) == 1
    missing = [line.split()[0] for line in screen.getvalue().splitlines() if " missing " in line]
    assert {"environment", "engine", "snowflake", "docker"} <= set(missing)


def test_findings_tell_stand_ins_and_an_environment_that_is_outdated(context: Context) -> None:
    files.write(context.paths.venv / virtualenv.STAMP, "of other requirements")
    files.write(context.paths.development_lock, "# nothing\n")
    command = plugins.directory(context.paths, "docker", "5.1.0") / "pulumi-resource-docker"
    launchers.write_launcher(command, "docker")

    found = {it.part: it for it in doctor.findings(context)}
    assert found["environment"].kind == "outdated"
    assert (found["docker plugin"].kind, found["docker plugin"].version) == ("stand-in", "5.1.0")
    assert found["snowflake plugin"].kind == "missing"
