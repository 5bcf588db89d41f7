"""Asking Docker without a client."""

from urllib.parse import unquote

import pytest

from devkit import docker_api
from devkit.errors import ToolchainError


def test_version_refuses_an_address_it_cannot_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "ssh://there")
    with pytest.raises(ToolchainError, match=r"DOCKER_HOST=ssh://there: allowed are unix:// and tcp://"):
        docker_api.version()


def test_names_in_one_registry_are_removed_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = "127.0.0.1:1/d/s/r/milvus", "127.0.0.1:10/d/s/r/milvus"
    images = [
        {"Id": "a", "RepoTags": [f"{ours}:1", f"{theirs}:1"], "RepoDigests": [f"{ours}@sha256:2"]},
        {"Id": "b", "RepoTags": None, "RepoDigests": None},
    ]
    asked: list[str] = []

    def answer(method: str, path: str, _seconds: float) -> object:
        if method == "GET":
            return images
        asked.append(unquote(path))
        return [] if asked[-1].endswith(":1") else {"message": "in use"}

    monkeypatch.setattr(docker_api, "_request", answer)
    assert docker_api.remove_references("label", "127.0.0.1:1") == 1
    assert asked == [f"/images/{ours}:1", f"/images/{ours}@sha256:2"]
