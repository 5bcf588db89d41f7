"""What Milvus finds on its volume, and what it leaves there."""

from __future__ import annotations

import time

import docker
import pytest
from docker.errors import ContainerError
from docker.models.images import Image

from devkit.testing.waiting import PATIENCE
from tests.images.place import INSERT, Place, run

COUNT = """
client.load_collection("kept")
print(len(client.query("kept", filter="id >= 0")), "rows")
"""


def test_refuses_a_volume_that_is_not_writable(client: docker.DockerClient, milvus: Image) -> None:
    with pytest.raises(ContainerError, match="not writable by uid 10001: give the volume uid and gid 10001"):
        run(client, milvus, tmpfs={"/var/lib/milvus": "uid=0,mode=755"})


def test_keeps_vectors_when_made_again_on_the_same_volume(place: Place, jupyter: Image, milvus: Image) -> None:
    """At once: sessions of before, which would last longer than the test waits, hold up nobody."""
    lasting = {"COMMON_SESSION_TTL": str(int(2 * PATIENCE))}
    with place.milvus(milvus, environment=lasting) as container:
        assert place.ask(jupyter, INSERT).endswith("3 rows\n")
        container.kill()
    begun = time.monotonic()
    with place.milvus(milvus, environment=lasting):
        assert place.ask(jupyter, COUNT).endswith("3 rows\n")
        assert time.monotonic() - begun < PATIENCE
