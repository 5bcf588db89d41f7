"""Asking Docker without a client."""

import pytest

from devkit import docker_api
from devkit.errors import ToolchainError


def test_version_refuses_an_address_it_cannot_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "ssh://there")
    with pytest.raises(ToolchainError, match=r"DOCKER_HOST=ssh://there: allowed are unix:// and tcp://"):
        docker_api.version()
