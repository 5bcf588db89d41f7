"""Both adapters behind one fixture, and a container for programs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from spcs_local.containers.docker_adapter import DockerContainers
from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.containers.port import ContainerPort, ContainerSpec


@pytest.fixture(params=["memory", "docker"])
def port(request: pytest.FixtureRequest) -> Iterator[ContainerPort]:
    """Each adapter in turn, empty before and after."""
    containers: ContainerPort = (
        MemoryContainers() if request.param == "memory" else request.getfixturevalue("docker_containers")
    )
    yield containers
    containers.remove_all(volumes=True)


@pytest.fixture
def program(docker_containers: DockerContainers, prefix: str, python_image: str) -> ContainerSpec:
    """A container without a network; tests give it a program."""
    docker_containers.remove_all(volumes=True)
    return ContainerSpec(name=f"{prefix}program", image=python_image)
