"""What images are pushed with."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pulumi
import pytest

from components import settings
from components.secret import Secret
from devkit.bench.workspace import named_images
from tests.unit.configuration import loaded, problems, source
from tests.unit.recording import REGISTRY, SECRET_KEYS, Program

SUBJECT = f"Docker's credential for {REGISTRY}"


def docker(project: Path, content: object) -> None:
    """Its configuration."""
    text = content if isinstance(content, str) else json.dumps(content)
    (project / "docker" / "config.json").write_text(text)


def test_need_no_password_where_docker_has_one() -> None:
    assert loaded().registry.password is None


def test_take_the_password_of_the_configuration_whatever_docker_has(project: Path) -> None:
    docker(project, "{")
    given = source({"registryPassword": "pushing"}, [*SECRET_KEYS, "milvus-spcs:registryPassword"])
    found = settings.load(given, {}).registry
    assert (found.user, found.password) == ("DEPLOYER", Secret("pushing"))


def test_say_what_to_type_where_docker_has_none(project: Path) -> None:
    docker(project, {})
    found = problems(source())
    assert set(found) == {SUBJECT}
    assert f"is missing: {project}/docker/config.json names no credential helper for it" in found[SUBJECT]
    assert found[SUBJECT].endswith(f"To do: make registry-login STACK={pulumi.get_stack()}.")


def test_say_it_with_all_else_that_is_wrong(project: Path) -> None:
    docker(project, {})
    assert set(problems(source({"database": "d", "registryHost": ""}))) == {SUBJECT, "milvus-spcs:database"}


def test_say_it_of_the_registry_that_is_given() -> None:
    assert set(problems(source({"registryHost": "other.example.org"}))) == {"Docker's credential for other.example.org"}


def test_leave_it_until_the_account_is_known(project: Path) -> None:
    docker(project, {})
    assert set(problems(source({"snowflake:accountName": ""}))) == {"snowflake:accountName"}


def test_ask_nothing_of_docker_where_nothing_is_built(project: Path) -> None:
    docker(project, "{")
    given = named_images("d/s/r", "1")
    assert not loaded(services=given).builds


def test_say_that_dockers_configuration_is_none(project: Path) -> None:
    docker(project, "{")
    assert "config.json is no configuration of Docker" in problems(source())[SUBJECT]


def test_say_that_the_helper_is_not_on_path(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docker(project, {"credHelpers": {REGISTRY: "own"}})
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    found = problems(source())[SUBJECT]
    assert "docker-credential-own, which" in found
    assert "is not on PATH" in found
    assert found.endswith("To do: install docker-credential-own, where PATH leads to.")


@pytest.mark.parametrize("twice", [False, True])
def test_look_where_the_plugin_does(project: Path, monkeypatch: pytest.MonkeyPatch, *, twice: bool) -> None:
    """The language host puts the virtual environment before PATH for the program, and for no plugin."""
    docker(project, {"credHelpers": {REGISTRY: "own"}})
    own = project / ".venv" / "bin"
    own.mkdir(parents=True)
    (own / "docker-credential-own").write_text("#!/bin/sh\n")
    (own / "docker-credential-own").chmod(0o755)
    monkeypatch.setenv("VIRTUAL_ENV", str(own.parent))
    monkeypatch.setenv("PATH", os.pathsep.join([*[str(own)] * (1 + twice), "/usr/bin"]))
    if twice:
        assert loaded().builds
    else:
        assert set(problems(source())) == {SUBJECT}


def test_register_no_credential_without_a_password(program: Program) -> None:
    images = program().of_type("docker:index/image:Image").values()
    assert {json.dumps(image.inputs["registry"]) for image in images} == {json.dumps({"server": REGISTRY})}
