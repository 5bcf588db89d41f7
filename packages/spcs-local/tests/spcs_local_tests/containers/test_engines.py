"""Which engine an account has, and what is said where it has none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from spcs_local.containers.engines import holds_files_of_others, open_containers, remove_leftovers
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


def test_files_of_others_are_looked_for_by_who_cannot_remove_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages = tmp_path / "stages"
    assert not holds_files_of_others(stages)
    (stages / "7" / "below").mkdir(parents=True)
    (stages / "7" / "below" / "file").touch()
    mine = os.getuid()
    users: list[int] = []
    monkeypatch.setattr(os, "geteuid", lambda: users[-1])
    for user, found in ((0, False), (mine + 1, True)):
        users.append(user)
        assert holds_files_of_others(stages) is found, user
