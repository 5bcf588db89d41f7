"""The Docker daemon: the running one, else one that set-up starts itself, and that `make down` stops again."""

import contextlib
import json
import os
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from devkit import apt, docker_api, files
from devkit.clones import Users, named
from devkit.context import Context
from devkit.errors import ToolchainError
from devkit.paths import Paths
from devkit.pids import start_time, wait_for_end

START_SECONDS = 60.0
STOP_SECONDS = 30.0
CHECK_SECONDS = 0.2
MOST_LOG_BYTES = 16 * 1024**2
PACKAGES = ["docker.io"]
CGROUPS = "cgroupfs-mount"


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


def ensure(context: Context) -> str:
    """The version of a daemon that answers, started where none does."""
    with _locked(context):
        found = docker_api.version()
        if not found:
            _check_can_start()
            if shutil.which("dockerd") is None:
                apt.install(context, PACKAGES, "docker")
            _mount_cgroups(context)
            found = _start(context)
        _bound(_log(context.paths))
        Users.of_daemon(context.paths).add(context.paths)
    return found


def _locked(context: Context) -> contextlib.AbstractContextManager[None]:
    """While it is started or stopped."""
    waiting = "waiting for another set-up that starts or stops it"
    return files.locked(context.paths.cache / "dockerd.lock", lambda: context.step("docker").say(waiting))


def _log(paths: Paths) -> Path:
    return paths.cache / "dockerd.log"


def _bound(log: Path) -> None:
    """Empty a log that is full; the daemon, which appends to it, goes on at its new end."""
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > MOST_LOG_BYTES:
            os.truncate(log, 0)


def _check_can_start() -> None:
    host = os.environ.get("DOCKER_HOST")
    if host:
        raise ToolchainError(f"docker: no daemon answers at DOCKER_HOST={host}. Start it there, or unset DOCKER_HOST")
    if os.geteuid() != 0:
        start = "sudo systemctl start docker"
        steps = start if shutil.which("dockerd") else f"{apt.command(PACKAGES)} && {start}"
        raise ToolchainError(f"docker: no daemon answers at {docker_api.SOCKET}. Run: {steps}")
    if shutil.which("dockerd") is None and not apt.can_install():
        raise ToolchainError(
            f"docker: no daemon answers at {docker_api.SOCKET}, and there is neither dockerd nor apt-get. "
            "Install Docker Engine: https://docs.docker.com/engine/install/"
        )


def _mount_cgroups(context: Context) -> None:
    """What an init system has done already; in a bare container nobody has, and dockerd asks for it."""
    kinds = {line.split()[2] for line in Path("/proc/self/mounts").read_text().splitlines()}
    if kinds & {"cgroup", "cgroup2"}:
        return
    if shutil.which(CGROUPS) is None:
        apt.install(context, [CGROUPS], "docker")
    context.processes.run(context.step("docker"), "mounting the control groups", [CGROUPS])


def _start(context: Context) -> str:
    """Start dockerd in a session of its own and wait until it answers."""
    log = _log(context.paths)
    ended: int | None = None
    with context.step("docker").working("starting dockerd"):
        pid = _spawn(log)
        files.write(Record.path(context.paths), json.dumps({"pid": pid, "started": start_time(pid)}), 0o600)
        deadline = time.monotonic() + START_SECONDS
        while ended is None and time.monotonic() < deadline:
            if found := docker_api.version():
                return found
            time.sleep(CHECK_SECONDS)
            gone, status = os.waitpid(pid, os.WNOHANG)
            ended = os.waitstatus_to_exitcode(status) if gone else None
        if ended is None:
            os.kill(pid, signal.SIGTERM)
    how = f"ended with exit code {ended}" if ended is not None else f"does not answer after {START_SECONDS:.0f} s"
    tail = "\n".join(f"    {line}" for line in log.read_text(errors="replace").splitlines()[-8:])
    raise ToolchainError(f"docker: dockerd {how}. The end of {log}:\n{tail}\nStart Docker yourself and try again.")


def _spawn(log: Path) -> int:
    """The process id of a new dockerd that outlives us."""
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    return os.posix_spawnp("dockerd", ["dockerd"], os.environ, file_actions=actions, setsid=True)


def stop(context: Context) -> bool:
    """Stop the daemon that set-up started; False where it started none. One that others use is left running."""
    if not context.paths.cache.exists():
        return False
    with _locked(context):
        Users.of_daemon(context.paths).leave(context.paths)
        record = Record.read(context.paths)
        return record is not None and _stop(context, record)


def _stop(context: Context, record: Record) -> bool:
    step = context.step("docker")
    if others := Users.of_daemon(context.paths).others(context.paths):
        step.say(f"dockerd (process {record.pid}) is left running: {named(others)} works with it")
        return False
    if running := docker_api.running_containers():
        step.say(f"dockerd (process {record.pid}) runs {running} containers of others: it is left running")
        return False
    with step.working(f"stopping dockerd (process {record.pid})"):
        os.kill(record.pid, signal.SIGTERM)
        if not wait_for_end(record.pid, STOP_SECONDS):
            raise ToolchainError(
                f"docker: dockerd (process {record.pid}) still runs {STOP_SECONDS:.0f} s after SIGTERM"
            )
    Record.path(context.paths).unlink(missing_ok=True)
    return True
