"""The registry's in-memory twin."""

from __future__ import annotations

from spcs_local.model.ports import Image
from spcs_local.registry import MemoryRegistry


def test_resolve_takes_any_image() -> None:
    registry = MemoryRegistry(7879)
    digest = registry.resolve("/db/sc/repo/milvus", "v1")
    assert digest is not None
    assert digest.startswith("sha256:")
    assert registry.resolve("127.0.0.1:7879/db/sc/repo/milvus", "v1") == digest
    assert registry.resolve("db/sc/repo/milvus", "v2") != digest
    assert [(i.name, i.tag) for i in registry.images("DB", "SC", "REPO")] == [("milvus", "v1"), ("milvus", "v2")]


def test_delete_repository_forgets_its_images_alone() -> None:
    registry = MemoryRegistry()
    registry.add("db/sc/one/a", "v1", "sha256:1")
    registry.add("db/sc/two/b", "v1", "sha256:2")
    registry.delete_repository("DB", "SC", "ONE")
    assert registry.images("DB", "SC", "ONE") == []
    assert registry.images("DB", "SC", "TWO") == [Image("b", "v1", "sha256:2")]
