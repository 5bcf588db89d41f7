"""A directory that other containers may replace while it is being mounted, with real containers."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import docker
import pytest
from docker.models.containers import Container
from docker.models.volumes import VolumeCollection

from spcs_local.containers.docker_adapter import ACCOUNT_LABEL, DockerContainers
from spcs_local.containers.port import ContainerError, ContainerSpec, Mount
from spcs_local_tests.containers.programs import run_program

_LOOK = "import os; print(sorted(os.listdir('/data'))); open('/data/written', 'w').write('x')"


class Directory:
    """A root that containers have mounted, a directory in it, and a secret outside."""

    def __init__(self, path: Path) -> None:
        self.root, self.secret = path / "root", path / "secret"
        for folder, file in ((self.root / "a" / "dir", "mine"), (self.secret, "key")):
            folder.mkdir(parents=True)
            (folder / file).touch()
        self.mount = Mount(kind="bind", source=str(self.root), below="a/dir", target="/data")

    def replace(self, name: str) -> None:
        """What a container would do: a link is now where a directory was."""
        path = self.root / name
        path.rename(self.root / "was")
        path.symlink_to(self.secret)


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    """One that all users may write to."""
    return Directory(tmp_path)


@pytest.fixture
def volumes(prefix: str) -> Iterator[Callable[[], list[str]]]:
    """The names of this run's volumes."""
    client = docker.from_env()
    yield lambda: [volume.name for volume in client.volumes.list(filters={"label": f"{ACCOUNT_LABEL}={prefix}"})]
    client.close()


def test_mount_shows_the_directory_and_lets_it_be_written(
    docker_containers: DockerContainers, program: ContainerSpec, directory: Directory
) -> None:
    printed = run_program(docker_containers, dataclasses.replace(program, mounts=(directory.mount,)), _LOOK)
    assert printed == "['mine']\n"
    assert {path.name for path in (directory.root / "a" / "dir").iterdir()} == {"mine", "written"}
    assert [state.name for state in docker_containers.containers()] == [program.name]


def test_mount_is_read_only_when_asked(
    docker_containers: DockerContainers, program: ContainerSpec, directory: Directory
) -> None:
    mount = dataclasses.replace(directory.mount, read_only=True)
    printed = run_program(docker_containers, dataclasses.replace(program, mounts=(mount,)), _LOOK)
    assert "Read-only file system" in printed


def test_remove_takes_the_volume_along_and_leaves_the_files(
    docker_containers: DockerContainers, program: ContainerSpec, directory: Directory, volumes: Callable[[], list[str]]
) -> None:
    run_program(docker_containers, dataclasses.replace(program, mounts=(directory.mount,)), _LOOK)
    assert volumes() == [f"{program.name}.0"]
    docker_containers.remove(program.name)
    assert volumes() == []
    assert (directory.root / "a" / "dir" / "mine").exists()


def test_remove_unused_takes_the_volumes_of_containers_that_are_gone(
    docker_containers: DockerContainers, program: ContainerSpec, directory: Directory, volumes: Callable[[], list[str]]
) -> None:
    there, gone = program, dataclasses.replace(program, name=f"{program.name}-gone")
    docker_containers.ensure_volume(f"{program.name}-data")
    with closing(docker.from_env()) as client:
        for spec in (there, gone):
            run_program(docker_containers, dataclasses.replace(spec, mounts=(directory.mount,)), _LOOK)
        client.containers.get(gone.name).remove(force=True)  # as far as a killed account came
    docker_containers.remove_unused()
    assert set(volumes()) == {f"{there.name}.0", f"{program.name}-data"}


@pytest.mark.parametrize("name", ["a", "a/dir"])
def test_mount_nothing_of_what_took_its_place_before_the_engine_looked(
    docker_containers: DockerContainers,
    program: ContainerSpec,
    directory: Directory,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    volumes: Callable[[], list[str]],
) -> None:
    (directory.secret / "dir").mkdir()
    create = VolumeCollection.create

    def replaced(*arguments: Any, **options: Any) -> Any:
        directory.replace(name)
        return create(*arguments, **options)

    monkeypatch.setattr(VolumeCollection, "create", replaced)
    with pytest.raises(ContainerError, match="was replaced while it was being mounted"):
        docker_containers.run(dataclasses.replace(program, mounts=(directory.mount,)))
    assert docker_containers.inspect(program.name) is None
    assert volumes() == []


def test_mount_what_was_looked_at_though_it_is_replaced_before_the_start(
    docker_containers: DockerContainers, program: ContainerSpec, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = Container.start

    def replaced(container: Container, *arguments: Any, **options: Any) -> Any:
        if container.name == program.name:
            directory.replace("a/dir")
        return start(container, *arguments, **options)

    monkeypatch.setattr(Container, "start", replaced)
    printed = run_program(docker_containers, dataclasses.replace(program, mounts=(directory.mount,)), _LOOK)
    assert printed == "['mine']\n"
    assert [path.name for path in directory.secret.iterdir()] == ["key"]


def test_mount_no_link(docker_containers: DockerContainers, program: ContainerSpec, directory: Directory) -> None:
    directory.replace("a")
    with pytest.raises(ContainerError, match="cannot be mounted"):
        docker_containers.run(dataclasses.replace(program, mounts=(directory.mount,)))
    assert docker_containers.inspect(program.name) is None
