"""The registry as a child of the account."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from spcs_local.registry import Registry
from spcs_local.registry.configuration import SOCKET
from spcs_local_tests.open_files import listening
from spcs_local_tests.registry.pusher import PATH, Pusher
from spcs_local_tests.registry.stub import REPOSITORY_ID, WRITER


def test_resolve_names_the_digest_that_was_pushed(registry: Registry, pusher: Pusher) -> None:
    pushed = pusher.push("milvus", "v1", who=WRITER)
    assert pushed.status_code == 201
    digest = pushed.headers["Docker-Content-Digest"]
    assert registry.resolve(f"/{PATH}/milvus", "v1") == digest
    assert registry.resolve(f"{registry.host}/{PATH}/milvus", "v1") == digest
    assert registry.resolve(f"{PATH}/milvus", digest) == digest
    assert registry.resolve(f"{PATH}/milvus", "v2") is None


@pytest.mark.parametrize(
    ("configuration", "told"),
    [
        (b'{"architecture": "arm64", "os": "linux"}', {"arm64"}),
        (b'{"architecture": "amd64"}', {"amd64"}),
        (b"{}", set()),
        (b"no JSON", set()),
        (b"[" * 100_000, set()),
    ],
)
def test_architecture_is_what_the_configuration_says(
    registry: Registry, pusher: Pusher, configuration: bytes, told: set[str]
) -> None:
    digest = pusher.push("milvus", "v1", who=WRITER, configuration=configuration).headers["Docker-Content-Digest"]
    assert registry.architectures(f"{PATH}/milvus", digest) == told


def test_architectures_of_several_are_in_their_index(registry: Registry, pusher: Pusher) -> None:
    digest = pusher.push_index("milvus", "v1", ["arm64", "amd64", "unknown"], who=WRITER).headers
    assert registry.architectures(f"{PATH}/milvus", digest["Docker-Content-Digest"]) == {"arm64", "amd64"}


def test_images_lists_the_tags_of_one_repository(registry: Registry, pusher: Pusher) -> None:
    for name, tag in (("milvus", "v1"), ("jupyter", "v1"), ("jupyter", "v2")):
        assert pusher.push(name, tag, who=WRITER, content=f"{name}{tag}".encode()).status_code == 201
    images = registry.images(REPOSITORY_ID)
    assert [(i.name, i.tag) for i in images] == [("jupyter", "v1"), ("jupyter", "v2"), ("milvus", "v1")]
    assert len({i.digest for i in images}) == 3
    assert registry.images(8) == []


def test_delete_repository_leaves_no_image(registry: Registry, pusher: Pusher) -> None:
    pusher.push("milvus", "v1", who=WRITER)
    registry.delete_repository(REPOSITORY_ID)
    assert registry.images(REPOSITORY_ID) == []
    assert registry.resolve(f"{PATH}/milvus", "v1") is None
    assert pusher.push("milvus", "v1", who=WRITER).status_code == 201
    assert len(registry.images(REPOSITORY_ID)) == 1


def test_start_keeps_what_it_writes_from_others(registry: Registry, tmp_path: Path) -> None:
    assert registry.pid is not None
    directory = tmp_path / "registry"
    assert directory.stat().st_mode & 0o777 == 0o700
    for name in ("config.yml", "key.pem", "certificate.pem"):
        assert (directory / name).stat().st_mode & 0o777 == 0o600, name


def test_nobody_else_reaches_the_program_past_its_front(registry: Registry, tmp_path: Path) -> None:
    assert registry.pid is not None
    assert listening(registry.pid) == set()
    assert (tmp_path / "registry" / SOCKET).is_socket()


def test_home_of_any_length_has_room_for_the_socket(binary: Path, tmp_path: Path) -> None:
    home = tmp_path / ("x" * 200)
    made = Registry(binary=binary, home=home, port=1, account_port=1)
    made.start()
    try:
        assert made.images(REPOSITORY_ID) == []
    finally:
        made.stop()
    made.stop()
    assert made.pid is None


def test_socket_of_a_killed_account_s_program_is_not_asked(binary: Path, tmp_path: Path) -> None:
    made = Registry(binary=binary, home=tmp_path, port=1, account_port=1)
    with socket.socket(socket.AF_UNIX) as before:
        before.bind(str(tmp_path / "registry" / SOCKET))
        before.listen()
        made.start()
        before.setblocking(False)
        with pytest.raises(BlockingIOError):
            before.accept()
    made.stop()
