"""What holds for every image once it is built: small, and not root's."""

from __future__ import annotations

import docker
import pytest
from docker.models.images import Image

from devkit.bases.references import BaseImages
from devkit.context import Context
from tests.images import building

# bytes: of any image, and of those that are far smaller, on the bases that are made here
LARGEST = 600_000_000
BOUNDS = {
    "etcd": 145_000_000,
    "kafka": 370_000_000,
    "keeper": 150_000_000,
    "milvus": 420_000_000,
    "milvus-node": 420_000_000,
    "objectstore": 170_000_000,
}


@pytest.fixture(scope="module")
def arguments(toolchain_context: Context, bases: BaseImages) -> dict[str, str]:
    return building.arguments(toolchain_context, bases)


@pytest.mark.parametrize("name", building.NAMES)
def test_is_small_and_not_roots(
    client: docker.DockerClient, bases: BaseImages, arguments: dict[str, str], name: str
) -> None:
    with building.built(client, name, arguments) as image:
        assert image.attrs["Config"]["User"] == "10001:10001"
        assert image.attrs["Size"] <= (BOUNDS.get(name, LARGEST) if bases.made_here else LARGEST)


def test_adds_little_to_milvus(client: docker.DockerClient, bases: BaseImages, milvus: Image) -> None:
    assert milvus.attrs["Size"] - client.images.get(bases.milvus).attrs["Size"] <= 1_000_000
