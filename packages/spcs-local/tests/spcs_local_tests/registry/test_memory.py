"""The registry's in-memory twin."""

from __future__ import annotations

import socket

import pytest

from spcs_local.model.ports import Image
from spcs_local.registry import MemoryRegistry


def test_resolve_takes_any_image() -> None:
    registry = MemoryRegistry(7879)
    registry.lead("db/sc/repo", 7)
    digest = registry.resolve("/db/sc/repo/milvus", "v1")
    assert digest is not None
    assert digest.startswith("sha256:")
    assert registry.resolve("127.0.0.1:7879/db/sc/repo/milvus", "v1") == digest
    assert registry.resolve("db/sc/repo/milvus", "v2") != digest
    assert [(i.name, i.tag) for i in registry.images(7)] == [("milvus", "v1"), ("milvus", "v2")]


def test_delete_repository_forgets_its_images_alone() -> None:
    registry = MemoryRegistry()
    registry.adopt({"db/sc/one": 1, "db/sc/two": 2})
    registry.add("db/sc/one/a", "v1", "sha256:1")
    registry.add("db/sc/two/b", "v1", "sha256:2")
    registry.delete_repository(1)
    assert registry.images(1) == []
    assert registry.images(2) == [Image("b", "v1", "sha256:2")]


def test_path_that_leads_elsewhere_has_nothing_of_before() -> None:
    registry = MemoryRegistry()
    registry.lead("db/sc/repo", 1)
    digest = registry.add("db/sc/repo/a", "v1", "sha256:1")
    registry.lead("db/sc/repo", 2)
    assert registry.images(2) == []
    assert registry.resolve("by-id/1/a", "v1") == digest
    registry.lead("other/sc/repo", 1)
    assert registry.resolve("other/sc/repo/a", "v1") == digest


def test_address_is_one_where_nobody_listens() -> None:
    registry = MemoryRegistry()
    assert registry.port != 0
    assert registry.host == f"127.0.0.1:{registry.port}"
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", registry.port)):
        pass
    assert MemoryRegistry(7879).host == "127.0.0.1:7879"
