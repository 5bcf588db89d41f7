"""Which registry a run gets, and where its program is."""

from __future__ import annotations

from pathlib import Path

import pytest

from spcs_local.registry import MemoryRegistry, RegistryError, open_registry
from spcs_local.registry.binary import find_binary


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
