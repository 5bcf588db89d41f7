"""The registry as a child of the account."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from devkit.testing.waiting import PATIENCE, until
from spcs_local.registry import Registry, RegistryError
from spcs_local_tests.registry.pusher import PATH, Pusher
from spcs_local_tests.registry.stub import PASSWORD

WRITER = ("WRITER", PASSWORD)
REPOSITORY = ("MILVUS_DEMO", "PUBLIC", "MILVUS_REPO")


def test_resolve_names_the_digest_that_was_pushed(registry: Registry, pusher: Pusher) -> None:
    pushed = pusher.push("milvus", "v1", who=WRITER)
    assert pushed.status_code == 201
    digest = pushed.headers["Docker-Content-Digest"]
    assert registry.resolve(f"/{PATH}/milvus", "v1") == digest
    assert registry.resolve(f"{registry.host}/{PATH}/milvus", "v1") == digest
    assert registry.resolve(f"{PATH}/milvus", digest) == digest
    assert registry.resolve(f"{PATH}/milvus", "v2") is None


def test_images_lists_the_tags_of_one_repository(registry: Registry, pusher: Pusher) -> None:
    for name, tag in (("milvus", "v1"), ("jupyter", "v1"), ("jupyter", "v2")):
        assert pusher.push(name, tag, who=WRITER, content=f"{name}{tag}".encode()).status_code == 201
    images = registry.images(*REPOSITORY)
    assert [(i.name, i.tag) for i in images] == [("jupyter", "v1"), ("jupyter", "v2"), ("milvus", "v1")]
    assert len({i.digest for i in images}) == 3
    assert registry.images("MILVUS_DEMO", "PUBLIC", "MILVUS") == []


def test_delete_repository_leaves_no_image(registry: Registry, pusher: Pusher) -> None:
    pusher.push("milvus", "v1", who=WRITER)
    registry.delete_repository(*REPOSITORY)
    assert registry.images(*REPOSITORY) == []
    assert registry.resolve(f"{PATH}/milvus", "v1") is None
    assert pusher.push("milvus", "v1", who=WRITER).status_code == 201
    assert len(registry.images(*REPOSITORY)) == 1


def test_start_keeps_what_it_writes_from_others(registry: Registry, tmp_path: Path) -> None:
    assert registry.pid is not None
    directory = tmp_path / "registry"
    assert directory.stat().st_mode & 0o777 == 0o700
    for name in ("config.yml", "key.pem", "certificate.pem"):
        assert (directory / name).stat().st_mode & 0o777 == 0o600, name


def test_crash_of_the_server_starts_it_again(registry: Registry, pusher: Pusher) -> None:
    digest = pusher.push("milvus", "v1", who=WRITER).headers["Docker-Content-Digest"]
    first = registry.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    until(lambda: registry.pid not in (None, first), "a new process")
    until(lambda: answers(registry), "an answer of the new process")
    assert registry.resolve(f"{PATH}/milvus", "v1") == digest


def test_port_stays_reserved_until_the_registry_has_it(binary: Path, tmp_path: Path) -> None:
    made = Registry(binary=binary, home=tmp_path, port=0, account_port=1)
    try:
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", made.port))
        made.start()
        assert answers(made)
    finally:
        made.stop()
    with socket.create_server(("127.0.0.1", made.port)):
        assert made.pid is None


def test_start_refuses_a_port_in_use(binary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spcs_local.registry.registry._PORT_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        blocked = Registry(binary=binary, home=tmp_path, port=port, account_port=1)
        with pytest.raises(RegistryError, match=f"port {port} .* SPCS_LOCAL_REGISTRY_PORT"):
            blocked.start()
    assert blocked.pid is None


def test_child_dies_when_the_account_is_killed(binary: Path, tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from spcs_local.registry import Registry\n"
        "r = Registry(binary=pathlib.Path(sys.argv[1]), home=pathlib.Path(sys.argv[2]), port=0, account_port=1)\n"
        "r.start(); print(r.pid, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(binary), str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    assert parent.stdin is not None
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.kill()
    parent.wait()
    until(lambda: not is_alive(child), "the registry's end")
    parent.stdin.close()
    parent.stdout.close()


def answers(registry: Registry) -> bool:
    """Whether the server asks for a token."""
    try:
        return httpx.get(f"http://{registry.host}/v2/", timeout=PATIENCE, trust_env=False).status_code == 401
    except httpx.HTTPError:
        return False


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
