"""The registry as a child of the account."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from spcs_local.registry import Registry, RegistryError
from spcs_local_tests.registry.conftest import answers
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
