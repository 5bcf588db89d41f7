"""Docker's configuration: what it has for a registry, and what is changed of it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from components.docker_config import DockerConfig, DockerConfigError, Lack, to_be_found

HOST, OTHER = "acme-dev.registry.snowflakecomputing.com", "127.0.0.1:7879"
SIGNED_IN = {"auth": "VTpQ"}
OTHERS = {
    "auths": {"example.org": SIGNED_IN},
    "HttpHeaders": {"X-Word": "ü"},
    "credHelpers": {"europe-docker.pkg.dev": "gcloud"},
    "currentContext": "colima",
}


@pytest.fixture
def docker(tmp_path: Path) -> DockerConfig:
    """A directory without a configuration."""
    return DockerConfig.of({"DOCKER_CONFIG": str(tmp_path / "theirs")})


def write(docker: DockerConfig, content: Any, mode: int = 0o644) -> None:
    docker.directory.mkdir(exist_ok=True)
    docker.file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    docker.file.chmod(mode)


def read(docker: DockerConfig) -> Any:
    return json.loads(docker.file.read_text(encoding="utf-8"))


def test_look_where_docker_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert DockerConfig.of({}).file == tmp_path / ".docker" / "config.json"
    assert DockerConfig.of({"DOCKER_CONFIG": "/d"}).file == Path("/d/config.json")


def test_put_a_helper_into_a_configuration_that_is_new(docker: DockerConfig) -> None:
    assert docker.set_helper(HOST, "milvus-spcs")
    assert read(docker) == {"credHelpers": {HOST: "milvus-spcs"}}
    assert docker.file.stat().st_mode & 0o777 == 0o600
    assert docker.helper(HOST) == "milvus-spcs"


def test_keep_all_else_and_the_mode(docker: DockerConfig) -> None:
    write(docker, OTHERS, 0o640)
    docker.set_helper(HOST, "milvus-spcs")
    assert read(docker) == {**OTHERS, "credHelpers": {"europe-docker.pkg.dev": "gcloud", HOST: "milvus-spcs"}}
    assert list(read(docker)) == list(OTHERS)
    assert docker.file.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("text", ['{\n\t"credsStore": "ü"\n}', '{\n  "credsStore": "ü"\n}\n', "{}", ""])
def test_take_a_helper_out_and_leave_the_file_as_it_was(docker: DockerConfig, text: str) -> None:
    write(docker, text)
    assert docker.set_helper(HOST, "milvus-spcs")
    assert docker.set_helper(HOST, None)
    assert docker.file.read_text(encoding="utf-8") == text or (not text and read(docker) == {})


def test_write_nothing_where_nothing_changes(docker: DockerConfig) -> None:
    write(docker, OTHERS)
    docker.set_helper(HOST, "milvus-spcs")
    before = docker.file.stat().st_ino
    assert not docker.set_helper(HOST, "milvus-spcs")
    assert not docker.set_helper(OTHER, None)
    assert docker.file.stat().st_ino == before


def test_have_two_registries(docker: DockerConfig) -> None:
    docker.set_helper(HOST, "milvus-spcs")
    docker.set_helper(OTHER, "milvus-spcs")
    docker.set_helper(HOST, None)
    assert read(docker) == {"credHelpers": {OTHER: "milvus-spcs"}}


def test_keep_a_link(docker: DockerConfig, tmp_path: Path) -> None:
    docker.directory.mkdir()
    (tmp_path / "theirs.json").write_text(json.dumps(OTHERS))
    docker.file.symlink_to(tmp_path / "theirs.json")
    docker.set_helper(HOST, "milvus-spcs")
    assert docker.file.is_symlink()
    assert HOST in json.loads((tmp_path / "theirs.json").read_text())["credHelpers"]


@pytest.mark.parametrize("text", ["{", "[]", "null", '{"credHelpers": []}', '{"auths": "x"}'])
def test_refuse_what_is_no_configuration_and_leave_it(docker: DockerConfig, text: str) -> None:
    write(docker, text)
    with pytest.raises(DockerConfigError, match=r"config\.json is no configuration .* To do: mend it, or set DOCKER_"):
        docker.set_helper(HOST, "milvus-spcs")
    assert docker.file.read_text() == text


def test_refuse_what_is_no_text(docker: DockerConfig) -> None:
    docker.directory.mkdir()
    docker.file.write_bytes(b"\xff")
    with pytest.raises(DockerConfigError, match=r"config\.json cannot be read: no UTF-8"):
        docker.set_helper(HOST, "milvus-spcs")


def test_refuse_a_file_that_is_a_directory(docker: DockerConfig) -> None:
    docker.file.mkdir(parents=True)
    with pytest.raises(DockerConfigError, match=r"config\.json cannot be read: Is a directory"):
        docker.helper(HOST)


def test_leave_a_file_that_is_read_only(docker: DockerConfig) -> None:
    write(docker, OTHERS, 0o444)
    with pytest.raises(DockerConfigError, match=r"config\.json cannot be written: it is read-only\. To do: "):
        docker.set_helper(HOST, "milvus-spcs")
    assert read(docker) == OTHERS


def program(directory: Path, name: str) -> str:
    """A helper, and PATH to it."""
    directory.mkdir(exist_ok=True)
    (directory / f"docker-credential-{name}").write_text("#!/bin/sh\n")
    (directory / f"docker-credential-{name}").chmod(0o755)
    return str(directory)


@pytest.mark.parametrize(
    "content",
    [
        {"credHelpers": {HOST: "own"}},
        {"credHelpers": {HOST: "own"}, "credsStore": "none"},
        {"credsStore": "own", "auths": {HOST: {}}},
        {"auths": {HOST: SIGNED_IN}},
        {"auths": {f"https://{HOST}/v1/": SIGNED_IN}},
        {"auths": {HOST: {"identitytoken": "t"}}},
    ],
)
def test_lack_nothing(docker: DockerConfig, tmp_path: Path, content: Any) -> None:
    write(docker, content)
    assert docker.lacking(HOST, program(tmp_path / "bin", "own")) is None


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"auths": {HOST: {}}},
        {"auths": {OTHER: SIGNED_IN}},
        {"credHelpers": {OTHER: "own"}},
        {"credsStore": "own", "auths": {OTHER: {}}},
    ],
)
def test_say_that_nothing_signs_in(docker: DockerConfig, tmp_path: Path, content: Any) -> None:
    write(docker, content)
    why = f"{docker.file} names no credential helper for it, and docker login has not been there"
    assert docker.lacking(HOST, program(tmp_path / "bin", "own")) == Lack(why)


@pytest.mark.parametrize("content", [{"credHelpers": {HOST: "own"}}, {"credsStore": "own", "auths": {HOST: {}}}])
def test_say_that_a_helper_is_not_found(docker: DockerConfig, tmp_path: Path, content: Any) -> None:
    write(docker, content)
    missing = docker.lacking(HOST, str(tmp_path))
    assert missing == Lack(f"docker-credential-own, which {docker.file} names, is not on PATH", "docker-credential-own")


def test_take_the_variable_for_a_sign_in(docker: DockerConfig) -> None:
    given = DockerConfig(docker.directory, json.dumps({"auths": {HOST: SIGNED_IN}}))
    assert given.lacking(HOST, os.defpath) is None
    assert given.lacking(OTHER, os.defpath) is not None


def test_name_the_directory_of_a_helper_that_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    assert to_be_found("docker-credential-own") == "install docker-credential-own, where PATH leads to"
    program(tmp_path / "bin", "own")
    assert to_be_found("docker-credential-own") == f'export PATH="{tmp_path}/bin:$PATH"'
