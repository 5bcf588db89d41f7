"""Which engine an account has, and what is said where it has none."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from spcs_local.containers import engines
from spcs_local.containers.engines import holds_files_of_others, open_containers, remove_leftovers
from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.containers.port import PART_LABEL, ContainerError, ContainerSpec
from spcs_local.settings import Settings, SettingsError, behaviour_of


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


@dataclass
class Engine(MemoryContainers):
    """Notes what is opened, by which image, and who is there by then."""

    image: str = ""
    opens: bool = True
    opened: list[tuple[Path, list[str]]] = field(default_factory=list)

    def open_up(self, directory: Path) -> None:
        self.opened.append((directory, [state.name for state in self.containers()]))
        if not self.opens:
            raise ContainerError("to open files that containers wrote, the setting relayImage has to name an image")


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An Engine with a container of a service and one of the account's own parts, asked by who is not root."""
    made = Engine()

    def connected(_account_id: str, own_image: str, _pulled: Path) -> Engine:
        made.image = own_image
        return made

    monkeypatch.setattr(engines, "DockerContainers", connected)
    made.run(ContainerSpec(name="service", image="theirs"))
    made.run(ContainerSpec(name="relay", image="ours", labels={PART_LABEL: "relay"}))
    made.ensure_volume("volume")
    mine = os.getuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    return made


@pytest.mark.parametrize("opens", [True, False])
def test_what_containers_wrote_is_opened_before_they_are_removed(engine: Engine, tmp_path: Path, opens: bool) -> None:
    (tmp_path / "stages" / "7").mkdir(parents=True)
    engine.opens = opens
    assert remove_leftovers(Settings(home=tmp_path)) == 2
    assert engine.opened == [(tmp_path / "stages", ["relay"])]  # what writes is gone, what opens is there
    assert (engine.containers(), engine.volumes) == ([], set())


def test_what_is_the_user_s_own_is_opened_by_nobody(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stages" / "7").mkdir(parents=True)
    monkeypatch.setattr(os, "geteuid", os.getuid)
    assert remove_leftovers(Settings(home=tmp_path)) == 2
    assert engine.opened == []


def test_image_that_opens_is_known_when_all_containers_are_gone(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "stages" / "7").mkdir(parents=True)
    open_containers(Settings(home=tmp_path, behaviour=behaviour_of(relayImage="python:1")))
    engine.remove_all(volumes=True)
    engine.image = ""
    assert remove_leftovers(Settings(home=tmp_path)) == 0
    assert (engine.image, engine.opened) == ("python:1", [(tmp_path / "stages", [])])
