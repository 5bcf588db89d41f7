"""What a container is held to, as it finds it itself: not what was asked of the Engine, but what the kernel does."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from spcs_local.containers import docker_options
from spcs_local.containers.docker_adapter import DockerContainers
from spcs_local.containers.docker_options import PIDS_LIMIT
from spcs_local.containers.port import ContainerSpec, Mount
from spcs_local_tests.containers.programs import run_program

_MEMORY = 64 * 1024**2

# the files of both versions of control groups; where the second has quota and period, the first has a file for each
_LOOK = """
import json
GROUPS = {
    "pids": ("pids.max", "pids/pids.max"),
    "memory": ("memory.max", "memory/memory.limit_in_bytes"),
    "swap": ("memory.swap.max", "memory/memory.memsw.limit_in_bytes"),
    "cpu": ("cpu.max", "cpu/cpu.cfs_quota_us"),
}
def text(path):
    try:
        return open(path).read().strip()
    except OSError:
        return None
found = {name: [text("/sys/fs/cgroup/" + path) for path in paths] for name, paths in GROUPS.items()}
found["status"] = dict(line.split(":\\t") for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
found["mounts"] = {line.split()[4]: line.split()[5].split(",") for line in open("/proc/self/mountinfo")}
print(json.dumps(found))
"""

# each is something that root does on a machine of its own
_ATTEMPTS = """
import ctypes, errno, json, os, socket
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    if getattr(libc, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), name)
def write(path, text):
    with open(path, "w") as file:
        file.write(text)
ATTEMPTS = {
    "mount": lambda: call("mount", b"none", b"/mnt", b"tmpfs", 0, None),
    "write to a mount again": lambda: call("mount", None, b"/sealed", None, 32 | 4096, None),
    "write to a mount": lambda: write("/sealed/file", "x"),
    "unmount": lambda: call("umount2", b"/sealed", 2),
    "name space of users": lambda: call("unshare", 0x10000000),
    "name space of mounts": lambda: call("unshare", 0x00020000),
    "device": lambda: os.mknod("/tmp/disk", 0o60600, os.makedev(254, 0)),
    "owner": lambda: os.chown("/tmp", 1000, 1000),
    "user": lambda: os.setuid(1000),
    "root": lambda: os.chroot("/tmp"),
    "raw socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
    "kernel's settings": lambda: write("/proc/sys/kernel/core_pattern", "|/bin/sh"),
    "own limit": lambda: write(LIMIT, "max"),
    "host's name": lambda: socket.sethostname("other"),
    "kernel's log": lambda: call("klogctl", 3, ctypes.create_string_buffer(10), 10),
}
LIMIT = next(p for p in ("/sys/fs/cgroup/pids.max", "/sys/fs/cgroup/pids/pids.max") if os.path.exists(p))
allowed = []
for name, attempt in ATTEMPTS.items():
    try:
        attempt()
    except OSError as error:
        if error.errno in (errno.EPERM, errno.EACCES, errno.EROFS):
            continue
        name += ": " + str(error)
    allowed.append(name)
print(json.dumps(allowed))
"""

_BOMB = """
import json, os, signal
count = 0
try:
    while True:
        if os.fork() == 0:
            signal.pause()
        count += 1
except BlockingIOError:
    print(json.dumps(count), flush=True)
os.killpg(0, signal.SIGKILL)
"""


@pytest.fixture
def service(program: ContainerSpec, tmp_path: Path) -> ContainerSpec:
    """A container with limits, and a directory that it may only read."""
    tmp_path.chmod(0o777)
    sealed = Mount(kind="bind", source=str(tmp_path), target="/sealed", read_only=True)
    return dataclasses.replace(program, cpus=0.9, memory_bytes=_MEMORY, mounts=(sealed,))


def found(containers: DockerContainers, spec: ContainerSpec, text: str) -> Any:
    """What a program in the container says, as JSON."""
    printed = run_program(containers, spec, text)
    try:
        return json.loads(printed)
    except ValueError:
        pytest.fail(f"the program said: {printed}")


def test_kernel_shows_limits_and_no_rights(docker_containers: DockerContainers, service: ContainerSpec) -> None:
    seen = found(docker_containers, service, _LOOK)
    assert {seen["status"][f"Cap{kind}"] for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {"0" * 16}
    assert (seen["status"]["NoNewPrivs"], seen["status"]["Seccomp"]) == ("1", "2")
    assert str(PIDS_LIMIT) in seen["pids"]
    assert str(_MEMORY) in seen["memory"]
    assert seen["swap"] in (["0", None], [None, str(_MEMORY)])  # the first version counts both as one
    assert seen["cpu"] in (["90000 100000", None], [None, "90000"])
    assert all("ro" in seen["mounts"][place] for place in ("/sealed", "/sys", "/proc/sys"))


def test_root_of_a_container_may_do_nothing_to_the_machine(
    docker_containers: DockerContainers, service: ContainerSpec
) -> None:
    assert found(docker_containers, service, _ATTEMPTS) == []


def test_memory_beyond_the_limit_ends_the_program(docker_containers: DockerContainers, service: ContainerSpec) -> None:
    printed = run_program(
        docker_containers, service, f"x = b'x' * {_MEMORY // 4}; print('some', flush=True); x *= 8; print('all')"
    )
    state = docker_containers.inspect(service.name)
    assert state is not None
    assert (printed, state.exit_code) == ("some\n", 137)


def test_fork_bomb_ends_at_the_limit(
    docker_containers: DockerContainers, service: ContainerSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = 40
    monkeypatch.setattr(docker_options, "PIDS_LIMIT", limit)
    count = found(docker_containers, dataclasses.replace(service, memory_bytes=None), _BOMB)
    assert count == limit - 2  # but for the Engine's init, and the bomb itself
