"""The registry's in-memory twin, and which registry a run gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from spcs_local.model.ports import Image
from spcs_local.registry import MemoryRegistry, RegistryError, open_registry
from spcs_local.registry.binary import find_binary


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


def test_open_needs_no_program_for_the_memory_adapter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    opened = open_registry(adapter="memory", home=tmp_path, port=0, account_port=1)
    assert isinstance(opened, MemoryRegistry)
    assert not list(tmp_path.iterdir())


def test_find_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SPCS_LOCAL_REGISTRY_BINARY", raising=False)
    with pytest.raises(RegistryError, match=r"docker-registry, registry\. .* package docker-registry"):
        find_binary()
    monkeypatch.setenv("SPCS_LOCAL_REGISTRY_BINARY", str(tmp_path))
    with pytest.raises(RegistryError, match="SPCS_LOCAL_REGISTRY_BINARY"):
        find_binary()
