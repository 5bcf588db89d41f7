"""The Docker daemon: the running one, else one that set-up starts itself, and that `make down` stops again."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from toolchain import apt, files
from toolchain.context import Context
from toolchain.errors import ToolchainError
from toolchain.paths import Paths

SOCKET = "/var/run/docker.sock"
START_SECONDS = 60.0
STOP_SECONDS = 30.0
ASK_SECONDS = 10.0
PACKAGES = ["docker.io"]


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=ASK_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(ASK_SECONDS)
        self.sock.connect(self._path)


def version() -> str | None:
    """The version of the daemon that DOCKER_HOST or the default socket leads to; None where none answers."""
    host = os.environ.get("DOCKER_HOST") or f"unix://{SOCKET}"
    try:
        return _over_http(host) if host.startswith(("unix://", "tcp://")) else _over_client()
    except PermissionError as error:
        raise ToolchainError(
            f"docker: {host} refuses this user ({error}). Run: sudo usermod --append --groups docker $USER, "
            "and sign in again"
        ) from error
    except (OSError, http.client.HTTPException, ValueError):
        return None


def _over_http(host: str) -> str:
    parts = urlsplit(host)
    if parts.scheme == "tcp" and os.environ.get("DOCKER_TLS_VERIFY"):
        return _over_client()
    connection: http.client.HTTPConnection = (
        _UnixConnection(parts.path)
        if parts.scheme == "unix"
        else http.client.HTTPConnection(parts.hostname or "", parts.port or 2375, timeout=ASK_SECONDS)
    )
    try:
        connection.request("GET", "/version")
        return str(json.load(connection.getresponse())["Version"])
    except KeyError as error:
        raise ValueError(f"{host} gives no version") from error
    finally:
        connection.close()


def _over_client() -> str:
    answer = subprocess.run(
        ["docker", "version", "--format", "{{.Server.Version}}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=ASK_SECONDS,
    )
    if answer.returncode:
        raise OSError(answer.stderr.strip())
    return answer.stdout.strip()


@dataclass(frozen=True)
class Record:
    """The daemon that set-up started: its process id, and its start time, since ids come round again."""

    pid: int
    started: str

    @classmethod
    def path(cls, paths: Paths) -> Path:
        return paths.cache / "dockerd.json"

    @classmethod
    def read(cls, paths: Paths) -> "Record | None":
        """The record, where that process still runs."""
        try:
            record = cls(**json.loads(cls.path(paths).read_text()))
        except (OSError, ValueError, TypeError):
            return None
        return record if start_time(record.pid) == record.started else None


def start_time(pid: int) -> str | None:
    """The process's start in clock ticks since boot, from /proc; None where it does not run."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]


def ensure(context: Context) -> str:
    """The version of a daemon that answers, started where none does."""
    found = version()
    if found:
        return found
    step = context.step("docker")
    with files.locked(
        context.paths.cache / "dockerd.lock", lambda: step.say("waiting for another set-up that starts it")
    ):
        found = version()
        if found:
            return found
        _check_can_start()
        if shutil.which("dockerd") is None:
            apt.install(context, PACKAGES, "docker")
        return _start(context)


def _check_can_start() -> None:
    host = os.environ.get("DOCKER_HOST")
    if host:
        raise ToolchainError(f"docker: no daemon answers at DOCKER_HOST={host}. Start it there, or unset DOCKER_HOST")
    if os.geteuid() != 0:
        start = "sudo systemctl start docker"
        steps = start if shutil.which("dockerd") else f"{apt.command(PACKAGES)} && {start}"
        raise ToolchainError(f"docker: no daemon answers at {SOCKET}. Run: {steps}")
    if shutil.which("dockerd") is None and not apt.can_install():
        raise ToolchainError(
            f"docker: no daemon answers at {SOCKET}, and there is neither dockerd nor apt-get. "
            "Install Docker Engine: https://docs.docker.com/engine/install/"
        )


def _start(context: Context) -> str:
    """Start dockerd in a session of its own and wait until it answers."""
    step = context.step("docker")
    log = context.paths.cache / "dockerd.log"
    with step.working("starting dockerd"), log.open("wb") as output:
        process = subprocess.Popen(
            ["dockerd"], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        record = {"pid": process.pid, "started": start_time(process.pid)}
        files.write(Record.path(context.paths), json.dumps(record), 0o600)
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            if found := version():
                return found
            time.sleep(0.2)
    ended = f"ended with exit code {process.returncode}" if process.returncode is not None else "does not answer"
    process.kill()
    tail = "\n".join(f"    {line}" for line in log.read_text(errors="replace").splitlines()[-8:])
    raise ToolchainError(f"docker: dockerd {ended}. The end of {log}:\n{tail}\nStart Docker yourself and try again.")


def stop(context: Context) -> bool:
    """Stop the daemon that set-up started; False where it started none. One that others use is left running."""
    record = Record.read(context.paths)
    if record is None:
        return False
    step = context.step("docker")
    if running := _containers():
        step.say(f"dockerd (process {record.pid}) runs {running} containers of others: it is left running")
        return False
    with step.working(f"stopping dockerd (process {record.pid})"):
        os.kill(record.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while start_time(record.pid) == record.started and time.monotonic() < deadline:
            time.sleep(0.1)
    Record.path(context.paths).unlink(missing_ok=True)
    return True


def _containers() -> int:
    connection = _UnixConnection(SOCKET)
    try:
        connection.request("GET", "/containers/json")
        return len(json.load(connection.getresponse()))
    except (OSError, http.client.HTTPException, ValueError):
        return 0
    finally:
        connection.close()
