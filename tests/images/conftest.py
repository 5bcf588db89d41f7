"""Images that several tests run, and places for their containers."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator

import docker
import pytest
from docker.errors import DockerException
from docker.models.images import Image

from devkit.bases.obtain import ensure_bases
from devkit.bases.references import BaseImages
from devkit.paths import Paths
from tests.images.building import SECONDS, built
from tests.images.place import Place


@pytest.fixture(scope="module")
def client() -> Iterator[docker.DockerClient]:
    try:
        found = docker.from_env(timeout=SECONDS)
        found.ping()
    except DockerException as error:
        pytest.skip(f"Docker does not answer: {error}")
    with contextlib.closing(found):
        yield found


@pytest.fixture(scope="module")
def bases() -> BaseImages:
    return ensure_bases(Paths.of_clone().cache, print)


@pytest.fixture(scope="module")
def jupyter(client: docker.DockerClient, bases: BaseImages) -> Iterator[Image]:
    with built(client, "jupyter", {"PYTHON_IMAGE": bases.python}) as image:
        yield image


@pytest.fixture(scope="module")
def milvus(client: docker.DockerClient, bases: BaseImages) -> Iterator[Image]:
    with built(client, "milvus", {"MILVUS_IMAGE": bases.milvus}) as image:
        yield image


@pytest.fixture(scope="module")
def keeper(client: docker.DockerClient, bases: BaseImages) -> Iterator[Image]:
    with built(client, "keeper", {"PYTHON_IMAGE": bases.python}) as image:
        yield image


@pytest.fixture
def place(client: docker.DockerClient) -> Iterator[Place]:
    name = f"milvus-spcs-test-{secrets.token_hex(4)}"
    network = client.networks.create(name, internal=True)
    try:
        volume = client.volumes.create(name)
        try:
            yield Place(client, name, name)
        finally:
            volume.remove(force=True)
    finally:
        network.remove()
