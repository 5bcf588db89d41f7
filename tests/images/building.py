"""The images of this clone, as Docker builds them on the base images of this machine."""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

import docker
from docker.models.images import Image

from components.settings_table import Table
from devkit import cluster_bases
from devkit.bases.references import BaseImages
from devkit.context import Context

IMAGES = Path(__file__).parents[2] / "images"
NAMES = tuple(sorted(it.parent.name for it in IMAGES.glob("*/Dockerfile")))
SECONDS = 600  # of a build
_OFFICIAL = {"etcd": Table.ETCD_IMAGE, "kafka": Table.KAFKA_IMAGE, "objectstore": Table.OBJECTSTORE_IMAGE}


def arguments(context: Context, bases: BaseImages) -> dict[str, str]:
    """The base image of each, by the names that Dockerfiles have for them."""
    of_a_cluster = {name: setting.default for name, setting in _OFFICIAL.items()}
    of_a_cluster |= cluster_bases.ensure(context, bases)
    return {
        "MILVUS_IMAGE": bases.milvus,
        "PYTHON_IMAGE": bases.python,
        **{f"{name.upper()}_IMAGE": reference for name, reference in of_a_cluster.items()},
    }


@contextlib.contextmanager
def built(client: docker.DockerClient, name: str, arguments: Mapping[str, str]) -> Iterator[Image]:
    """`arguments` may be those of others, too."""
    tag = f"milvus-spcs/{name}:test-{secrets.token_hex(4)}"  # another run of the tests has its own
    (argument,) = re.findall(r"^ARG (\w+_IMAGE)$", (IMAGES / name / "Dockerfile").read_text(), re.MULTILINE)
    image, _ = client.images.build(
        path=str(IMAGES / name),
        tag=tag,
        buildargs={argument: arguments[argument]},
        rm=True,
        platform="linux/amd64",
    )
    try:
        yield image
    finally:
        client.images.remove(tag, noprune=True)  # what was built stays in the builder's cache


def warm(context: Context, bases: BaseImages) -> None:
    """Has the builder's cache hold all of them."""
    with contextlib.closing(docker.from_env(timeout=SECONDS)) as client:
        given = arguments(context, bases)
        for name in NAMES:
            with built(client, name, given):
                pass
