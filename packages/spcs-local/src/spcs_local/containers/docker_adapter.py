"""Containers on a Docker Engine, API 1.41 (Engine 20.10) or newer."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from datetime import datetime
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import docker
import requests
from docker.errors import APIError, DockerException, ImageNotFound, NotFound
from docker.models.containers import Container

from spcs_local.containers.docker_errors import reported
from spcs_local.containers.docker_networks import DockerNetworks
from spcs_local.containers.docker_options import API_VERSION, options_of, state_of
from spcs_local.containers.docker_volumes import DockerVolumes
from spcs_local.containers.keeping import Keeper, is_kept, kept_volume, stands_for_directory
from spcs_local.containers.opening import open_up
from spcs_local.containers.port import (
    PART_LABEL,
    Capacity,
    ContainerError,
    ContainerSpec,
    ContainerState,
    ImageMissingError,
    LogLine,
)
from spcs_local.containers.pulled_images import PulledImages
from spcs_local.containers.reading import answers_ok, newest, wait_for_line

ACCOUNT_LABEL = "milvus-spcs.account"
_FIRST_LINES = 50
MOST_CHARACTERS = 16 * 1024  # of a line, as the event table takes it


class DockerContainers:
    """The containers, networks and volumes that carry one account's label; nothing else is ever touched."""

    def __init__(self, account_id: str, own_image: str = "", pulled: Path | None = None) -> None:
        """`own_image` holds `python3`, for what the adapter itself has to run; what is `pulled` is noted in a file."""
        self._own_image = own_image
        self._pulled = PulledImages(pulled)
        self._labels = {ACCOUNT_LABEL: account_id}
        try:
            self._client = docker.from_env(version=API_VERSION, timeout=120)
            self._client.ping()
        except (DockerException, requests.exceptions.RequestException) as error:
            raise ContainerError(
                f"Docker does not answer ({error}). Start a Docker Engine, or point DOCKER_HOST at one."
            ) from error
        self._networks = DockerNetworks(self._client, self._labels)
        self._volumes = DockerVolumes(self._client, self._labels)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def pull(self, image: str, username: str, password: str) -> None:
        """Make `host/path@sha256:…` present."""
        with reported(f"image {image}"):
            try:
                self._client.images.get(image)
            except ImageNotFound:
                self._pull(image, username, password)

    def _pull(self, image: str, username: str, password: str) -> None:
        try:
            self._client.images.pull(image, auth_config={"username": username, "password": password})
        except (ImageNotFound, NotFound) as error:
            raise ImageMissingError(f"image {image}: {error.explanation}") from error
        self._pulled.note(image)

    def open_up(self, directory: Path) -> None:
        """Have everybody read and write all below a directory of the host."""
        with reported(f"directory {directory}"):
            open_up(self._client, self._image_of_ours(), self._labels, directory)

    def _image_of_ours(self) -> str:
        """The one that a container of the account's own still has, which is there for sure, or that was named."""
        ours = (str(container.attrs["Image"]) for container in self._all() if PART_LABEL in container.labels)
        image = next(ours, self._own_image)
        if not image:
            raise ContainerError("to open files that containers wrote, the setting relayImage has to name an image")
        return image

    def capacity(self) -> Capacity:
        """The host's processors and memory."""
        with reported("the Docker Engine"):
            info = self._client.info()
        return Capacity(cpus=float(info["NCPU"]), memory_bytes=int(info["MemTotal"]))

    def ensure_network(self, name: str, *, internal: bool) -> IPv4Network:
        """Make the network if it is not there."""
        return self._networks.ensure(name, internal=internal)

    def ensure_volume(self, name: str) -> None:
        """Make the named volume if it is not there."""
        self._volumes.ensure(name)

    def own_volume(self, name: str, uid: int, gid: int) -> None:
        """Give its top directory to a user and a group."""
        self._volumes.own(name, uid, gid)

    def copy_volume(self, source: str, target: str) -> None:
        """Put all that one holds into another."""
        self._volumes.copy(source, target)

    def remove_volume(self, name: str) -> None:
        """Remove the named volume if it is there."""
        self._volumes.remove(name)

    def run(self, spec: ContainerSpec) -> None:
        """Create and start a container."""
        self.remove(spec.name, grace_seconds=0)
        with reported(f"container {spec.name}"), self._trusted(spec) as spec:
            container = self._client.containers.create(**options_of(spec, self._labels))
            for attachment in spec.networks[1:]:
                network = self._client.networks.get(attachment.network)
                network.connect(container, aliases=list(attachment.aliases), ipv4_address=attachment.address)
            container.start()
            if spec.says is not None:
                _wait_for(container, spec.says)

    @contextlib.contextmanager
    def _trusted(self, spec: ContainerSpec) -> Iterator[ContainerSpec]:
        """Directories that other containers can replace are held by volumes, for as long as it takes to start."""
        keeper = Keeper(self._client, self._labels, self._own_image)
        with contextlib.ExitStack() as stack:
            mounts = [
                stack.enter_context(keeper.kept(mount, kept_volume(spec.name, number))) if mount.below else mount
                for number, mount in enumerate(spec.mounts)
            ]
            yield dataclasses.replace(spec, mounts=tuple(mounts))

    def inspect(self, name: str) -> ContainerState | None:
        """The container's state."""
        with reported(f"container {name}"):
            container = self._find(name)
            return state_of(container) if container is not None else None

    def containers(self) -> list[ContainerState]:
        """Every container of the account."""
        with reported("the account's containers"):
            return [state_of(container) for container in self._all()]

    def remove(self, name: str, *, grace_seconds: int = 30) -> None:
        """Stop and remove a container."""
        with reported(f"container {name}"):
            container = self._find(name)
            if container is None:
                return
            # removed by another thread between the two calls: what was wanted
            with contextlib.suppress(NotFound):
                container.stop(timeout=grace_seconds)
                container.remove(force=True)
            for mount in container.attrs["Mounts"]:
                if is_kept(mount.get("Name", ""), name):
                    with contextlib.suppress(APIError):  # in use, if who kept it was left by an account that was killed
                        self._client.volumes.get(mount["Name"]).remove()

    def remove_unused(self) -> None:
        """Remove the volumes that stand for directories of containers that are gone."""
        with reported("the account's volumes"):
            for volume in self._client.volumes.list(filters=self._filter()):
                if stands_for_directory(volume.name):
                    with contextlib.suppress(APIError):  # a container has it
                        volume.remove()

    def logs(self, name: str, lines: int, *, since: datetime | None = None, timestamps: bool = False) -> str:
        """The newest lines of standard output and error."""
        with reported(f"container {name}"):
            container = self._find(name)
            if container is None:
                return ""
            begin = None if since is None else since.timestamp()
            sent = container.logs(stream=True, follow=False, tail=lines, since=begin, timestamps=timestamps)
            return newest(sent).decode(errors="replace")

    def log_lines(self, name: str, most: int) -> list[LogLine]:
        """The newest lines with the stream that each went to."""
        with reported(f"container {name}"):
            container = self._find(name)
            if container is None:
                return []
            found = []
            for stream, errors in (("stdout", False), ("stderr", True)):
                sent = container.logs(
                    stream=True, follow=False, tail=most, timestamps=True, stdout=not errors, stderr=errors
                )
                found += [_line(line, stream) for line in newest(sent).decode(errors="replace").split("\n") if line]
            return sorted(found, key=lambda line: line.at)[-most:]

    def probe(self, name: str, port: int, path: str) -> bool:
        """Ask the container's port as a readiness probe does."""
        with reported(f"container {name}"):
            address = self._address(name)
        return address is not None and answers_ok(address, port, path)

    def _address(self, name: str) -> str | None:
        """Where it listens: with the address of the container whose network it shares, if it does."""
        container = self._find(name)
        if container is None:
            return None
        shared = container.attrs["HostConfig"]["NetworkMode"].partition("container:")[2]
        with contextlib.suppress(NotFound):  # that one has just ended
            return state_of(self._client.containers.get(shared) if shared else container).address
        return None

    def remove_all(self, *, volumes: bool) -> None:
        """Remove every container, network and pulled image of the account, and its volumes if asked."""
        with reported("the account's containers"):
            for container in self._all():
                with contextlib.suppress(NotFound):
                    container.remove(force=True, v=True)
            for network in self._client.networks.list(filters=self._filter()):
                network.remove()
            if volumes:
                for volume in self._client.volumes.list(filters=self._filter()):
                    volume.remove(force=True)
            self._pulled.remove(self._client.images.remove)

    def _find(self, name: str) -> Container | None:
        try:
            container = self._client.containers.get(name)
        except NotFound:
            return None
        if self._labels.items() <= container.labels.items():
            return container
        raise ContainerError(f"container {name}: exists, but is not of this account; remove or rename it")

    def _all(self) -> list[Container]:
        return self._client.containers.list(all=True, filters=self._filter(), ignore_removed=True)

    def _filter(self) -> dict[str, Any]:
        return {"label": [f"{key}={value}" for key, value in self._labels.items()]}


def _wait_for(container: Container, line: str) -> None:
    def read() -> tuple[bytes, bool]:
        container.reload()
        runs = state_of(container).status == "running"
        log = container.logs(tail=_FIRST_LINES)
        assert isinstance(log, bytes)
        return log, runs

    instead = wait_for_line(read, line)
    if instead is not None:
        raise ContainerError(f"container {container.name}: expected that it says '{line}', it said: {instead}")


def _line(text: str, stream: str) -> LogLine:
    """A line as the Engine writes it: the time in ISO 8601, a space, and what the container wrote."""
    at, _, rest = text.partition(" ")
    return LogLine(datetime.fromisoformat(at).timestamp(), stream, rest[:MOST_CHARACTERS])
