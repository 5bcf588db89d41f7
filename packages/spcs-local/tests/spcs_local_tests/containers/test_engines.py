"""Which engine an account has, and what is said where it has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from spcs_local.containers.engines import open_containers, remove_leftovers
from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.settings import Settings, SettingsError


@pytest.fixture
def docker(without_docker: None, tmp_path: Path) -> Settings:
    """An account with containers, on a machine without an Engine."""
    del without_docker
    return Settings(home=tmp_path, adapter="docker")


def test_memory_needs_no_engine(docker: Settings) -> None:
    assert isinstance(open_containers(Settings(home=docker.home, adapter="memory")), MemoryContainers)


def test_docker_that_does_not_answer_is_said(docker: Settings) -> None:
    with pytest.raises(SettingsError, match="Start a Docker Engine, or point DOCKER_HOST at one"):
        open_containers(docker)


def test_nothing_is_left_where_no_engine_is(docker: Settings) -> None:
    assert remove_leftovers(docker) == 0
