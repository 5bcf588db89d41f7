"""What is in use, and what is missing."""

import io
import shutil
from pathlib import Path

import pytest

from devkit import doctor, engine, environment, files, launchers, plugins, virtualenv
from devkit.context import Context
from devkit_tests.releases import executable

PARTS = (("language host", engine.LANGUAGE_HOST), ("dynamic providers", engine.DYNAMIC_PROVIDER))
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


@pytest.mark.parametrize(
    ("script", "version"),
    [
        ("echo 2.20.0", "2.20.0"),
        ("echo v2.20.0-alpha.1+dirty >&2", "2.20.0-alpha.1+dirty"),
        ("echo 'plugin example.org/plugin v3.0.0'", "3.0.0"),
        ("echo 'flag provided but not defined: -version' >&2; exit 2", "unknown"),
        ("echo 'fatal: no engine at --version 5.1.0' >&2; exit 1", "unknown"),
        ("echo 37925", "unknown"),
        ("", "unknown"),
    ],
)
def test_version_of_a_plugin_on_path_is_a_version_or_unknown(
    context: Context, tmp_path: Path, script: str, version: str
) -> None:
    executable(tmp_path / "theirs" / "pulumi-resource-docker", f"#!/bin/sh\n{script}\n")
    found = {it.part: it for it in doctor.findings(context)}
    assert (found["docker plugin"].kind, found["docker plugin"].version) == ("real", version)


def test_language_host_is_the_one_that_the_engine_takes(context: Context, tmp_path: Path) -> None:
    """A stand-in of earlier lies beside our engine; then PATH got a real one."""
    ours = executable(context.paths.engine("3.1.0") / "pulumi")
    launchers.write_launcher(ours.with_name(engine.LANGUAGE_HOST), "language")
    launchers.write_dynamic_launcher(ours.with_name(engine.DYNAMIC_PROVIDER))
    theirs = executable(tmp_path / "theirs" / engine.LANGUAGE_HOST)

    found = {it.part: it for it in doctor.findings(context)}
    taken = {part: shutil.which(name, path=environment.path(context)) for part, name in PARTS}
    assert taken == {part: found[part].place for part, _ in PARTS}
    assert (taken["language host"], found["language host"].kind) == (str(theirs), "real")
    assert found["dynamic providers"].kind == "stand-in"
