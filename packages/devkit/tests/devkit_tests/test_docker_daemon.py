"""Finding the Docker daemon, starting it, stopping it."""

import dataclasses
import json
import socketserver
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from devkit import docker_api, docker_daemon, files
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.paths import Paths


class _Daemon(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"Version": "20.10"} if self.path == "/version" else [{"Id": "a"}]).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def address_string(self) -> str:
        return "unix"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class' name
        """Nothing on stderr."""


@pytest.fixture
def daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    path = tmp_path / "docker.sock"
    monkeypatch.setenv("DOCKER_HOST", f"unix://{path}")
    with socketserver.UnixStreamServer(str(path), _Daemon) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield
        server.shutdown()
        thread.join()


@pytest.mark.usefixtures("daemon")
def test_ensure_takes_the_daemon_of_docker_host(context: Context) -> None:
    assert docker_daemon.ensure(context) == "20.10"
    assert not docker_daemon.stop(context)


def test_ensure_names_a_docker_host_that_does_not_answer(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path / 'none'}")

    with pytest.raises(ToolchainError, match="no daemon answers at DOCKER_HOST=unix://"):
        docker_daemon.ensure(context)
    assert docker_api.objects("a=b") == []


def test_ensure_prints_the_command_where_it_may_not_install(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.setattr(docker_api, "SOCKET", "/nowhere/docker.sock")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(ToolchainError, match=r"Run: sudo apt-get update && sudo apt-get install --yes docker\.io"):
        docker_daemon.ensure(context)


DOCKERD = """#!{python}
import http.server, json, os, socketserver, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({{"Version": "1.2"}} if self.path == "/version" else []).encode())

    def address_string(self):
        return "unix"

if {fails}:
    sys.exit("failed to start daemon: no permission")
with socketserver.UnixStreamServer({socket!r}, Handler) as server:
    server.serve_forever()
"""


@pytest.fixture
def no_daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No daemon runs; the one that would be started is a file that the test writes."""
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.setattr(docker_api, "SOCKET", str(tmp_path / "docker.sock"))
    monkeypatch.setattr("os.geteuid", lambda: 0)
    # whatever this machine has mounted
    monkeypatch.setattr(docker_daemon, "_mount_cgroups", lambda _context: None)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    return tmp_path / "bin" / "dockerd"


def write_daemon(path: Path, *, fails: bool) -> None:
    text = DOCKERD.format(python=sys.executable, fails=fails, socket=docker_api.SOCKET)
    files.write(path, text, 0o755)


def test_ensure_starts_a_daemon_that_stop_ends(context: Context, no_daemon: Path) -> None:
    write_daemon(no_daemon, fails=False)

    assert docker_daemon.ensure(context) == "1.2"
    record = docker_daemon.Record.read(context.paths)
    assert record is not None
    assert docker_daemon.stop(context)
    assert not docker_daemon.stop(context)
    assert docker_api.version() is None


def test_log_of_the_daemon_is_bounded(context: Context, no_daemon: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_daemon(no_daemon, fails=False)
    docker_daemon.ensure(context)
    log = context.paths.cache / "dockerd.log"
    log.write_text("x" * 100)
    docker_daemon.ensure(context)
    assert log.read_text().startswith("x" * 100)
    monkeypatch.setattr(docker_daemon, "MOST_LOG_BYTES", 99)
    docker_daemon.ensure(context)
    assert "x" not in log.read_text()
    assert docker_daemon.stop(context)


def test_daemon_of_several_clones_ends_with_the_last(context: Context, no_daemon: Path, tmp_path: Path) -> None:
    write_daemon(no_daemon, fails=False)
    (tmp_path / "another clone").mkdir()
    another = dataclasses.replace(context, paths=Paths(tmp_path / "another clone", context.paths.cache))

    assert docker_daemon.ensure(context) == docker_daemon.ensure(another)
    assert not docker_daemon.stop(context)
    assert docker_api.version() == "1.2"
    assert docker_daemon.stop(another)
    assert docker_api.version() is None


def test_ensure_shows_why_the_daemon_did_not_start(context: Context, no_daemon: Path) -> None:
    write_daemon(no_daemon, fails=True)

    with pytest.raises(
        ToolchainError, match=r"(?s)dockerd ended with exit code 1.*no permission.*Start Docker yourself"
    ):
        docker_daemon.ensure(context)
