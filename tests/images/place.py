"""A place where containers of Milvus come and go, and what asks them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import docker
from docker.models.containers import Container
from docker.models.images import Image

# nobody is at hand who would set a password
OPEN = {"COMMON_SECURITY_AUTHORIZATIONENABLED": "false"}
# Milvus takes a few seconds to answer: the client waits for it.
CONNECT = """
import time
from pymilvus import MilvusClient
from pymilvus.exceptions import MilvusException
end = time.monotonic() + 600
while True:
    try:
        client = MilvusClient("http://milvus:19530", timeout=10)
        client.list_collections()
        break
    except MilvusException:
        if time.monotonic() > end:
            raise
        time.sleep(1)
"""
INSERT = """
client.create_collection("kept", dimension=4, consistency_level="Strong")
client.insert("kept", [{"id": n, "vector": [n, 1, 0, 0]} for n in range(3)])
print(len(client.query("kept", filter="id >= 0")), "rows")
"""
# the secrets as the account would mount them
KEEP = """
for user in root notebook; do
    mkdir -p /tmp/secrets/$user
    printf $user >/tmp/secrets/$user/username
    printf of-the-secret >/tmp/secrets/$user/password
done
exec python -m keeper watch --secrets /tmp/secrets --user notebook=demo_collection
"""


@dataclass(frozen=True)
class Place:
    """A network and a volume of one test."""

    client: docker.DockerClient
    network: str
    volume: str

    @contextlib.contextmanager
    def milvus(
        self, image: Image, environment: Mapping[str, str] = MappingProxyType({}), **options: Any
    ) -> Iterator[Container]:
        """Asks for no password, unless the environment says so."""
        container = self.client.containers.create(
            image,
            hostname="milvus",
            network=self.network,
            volumes={self.volume: {"bind": "/var/lib/milvus", "mode": "rw"}},
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            environment={**OPEN, **environment},
            **options,
        )
        try:
            self.client.networks.get(self.network).disconnect(container)
            self.client.networks.get(self.network).connect(container, aliases=["milvus"])
            container.start()
            yield container
            container.stop(timeout=120)
        finally:
            container.remove(force=True)

    @contextlib.contextmanager
    def keeper(self, image: Image, beside: Container) -> Iterator[Container]:
        """In the network of the other one, as containers of an instance are."""
        container = self.client.containers.run(
            image,
            ["-euc", KEEP],
            entrypoint="sh",
            network_mode=f"container:{beside.id}",
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            detach=True,
        )
        try:
            yield container
        finally:
            container.remove(force=True)

    def ask(self, image: Image, script: str) -> str:
        """Of a Milvus that asks for no password, as soon as it answers."""
        return self.run(image, CONNECT + script)

    def run(self, image: Image, script: str) -> str:
        command = ["python", "-c", script]
        output = self.client.containers.run(image, command, remove=True, network=self.network)
        return output.decode()


def run(client: docker.DockerClient, image: Image, *command: str, tmpfs: dict[str, str] | None = None) -> str:
    """What it says, by itself."""
    output = client.containers.run(
        image,
        list(command),
        stderr=True,
        remove=True,
        cap_drop=["ALL"],
        security_opt=["no-new-privileges"],
        network_mode="none",
        tmpfs=tmpfs,
    )
    return output.decode()
