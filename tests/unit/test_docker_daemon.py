"""A Docker daemon that answers, or not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from components import docker_daemon
from components.docker_daemon import Daemon, DaemonError, is_here
from tests.unit.answering import answering

INFORMATION = json.dumps({"DockerRootDir": "/var/lib/docker"}).encode()


def test_ask_where_the_environment_says(tmp_path: Path) -> None:
    for socket in (tmp_path / "d.sock", None):
        with answering(200, INFORMATION, socket) as where:
            host = where if socket else f"tcp://{where}"
            assert Daemon({"DOCKER_HOST": host}).information() == {"DockerRootDir": "/var/lib/docker"}


def test_ask_at_the_usual_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docker_daemon, "USUAL", str(tmp_path / "none.sock"))
    with answering(200, INFORMATION, tmp_path / "docker.sock"):
        assert Daemon({"HOME": "/nowhere", "XDG_RUNTIME_DIR": str(tmp_path)}).information()


def test_say_where_nobody_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docker_daemon, "USUAL", str(tmp_path / "none.sock"))
    with pytest.raises(DaemonError, match=r"^unix://.*/none\.sock: .*No such file or directory$"):
        Daemon({"HOME": str(tmp_path)}).information()
    with pytest.raises(DaemonError, match=r"^tcp://127\.0\.0\.1:1: .*refused"):
        Daemon({"DOCKER_HOST": "tcp://127.0.0.1:1"}).information()


def test_say_what_is_no_daemons_answer(tmp_path: Path) -> None:
    for status, body, why in ((503, b"", "answers 503"), (200, b"<html>", "Expecting value")):
        with answering(status, body, tmp_path / f"{status}.sock") as where, pytest.raises(DaemonError, match=why):
            Daemon({"DOCKER_HOST": where}).information()


@pytest.mark.parametrize(
    "environment",
    [
        {"DOCKER_HOST": "ssh://somebody@elsewhere"},
        {"DOCKER_HOST": "tcp://127.0.0.1:1", "DOCKER_TLS_VERIFY": "1"},
        {"DOCKER_HOST": "npipe:////./pipe/docker_engine"},
        {"DOCKER_CONTEXT": "colima"},
    ],
)
def test_leave_to_dockers_clients_what_takes_more_than_a_socket(environment: dict[str, str]) -> None:
    assert Daemon(environment).information() is None


def test_leave_a_chosen_context_to_dockers_clients(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docker_daemon, "USUAL", str(tmp_path / "none.sock"))
    (tmp_path / "config.json").write_text('{"currentContext": "colima"}')
    assert Daemon({"DOCKER_CONFIG": str(tmp_path)}).information() is None
    (tmp_path / "config.json").write_text('{"currentContext": "default"}')
    with pytest.raises(DaemonError):
        Daemon({"DOCKER_CONFIG": str(tmp_path)}).information()


def test_a_socket_is_of_this_machine() -> None:
    assert [is_here(host) for host in ("", "unix:///a", "tcp://a:1", "ssh://a")] == [True, True, False, False]
