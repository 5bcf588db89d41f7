"""Both adapters behind one fixture; the Docker one runs Python from the project's base image."""

import uuid
from collections.abc import Iterator

import pytest

from devkit.bases.obtain import ensure_bases
from devkit.paths import Paths
from spcs_local.containers.docker_adapter import DockerContainers
from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.containers.port import ContainerPort


@pytest.fixture(scope="session")
def python_image() -> str:
    """An image that holds `python3`."""
    return ensure_bases(Paths.of_clone().cache, print).python


@pytest.fixture(scope="session")
def prefix() -> str:
    """Names of this run's containers, networks and volumes begin with it."""
    return f"test-{uuid.uuid4().hex[:8]}-"


@pytest.fixture(scope="session")
def docker_containers(prefix: str, python_image: str) -> Iterator[DockerContainers]:
    """The Docker adapter; whatever a test left is removed."""
    containers = DockerContainers(prefix, python_image)
    try:
        yield containers
    finally:
        containers.remove_all(volumes=True)
        containers.close()


@pytest.fixture(params=["memory", "docker"])
def port(request: pytest.FixtureRequest) -> Iterator[ContainerPort]:
    """Each adapter in turn, empty before and after."""
    containers: ContainerPort = (
        MemoryContainers() if request.param == "memory" else request.getfixturevalue("docker_containers")
    )
    yield containers
    containers.remove_all(volumes=True)
