"""Containers on a Docker Engine, API 1.41 (Engine 20.10) or newer."""

from __future__ import annotations

import contextlib
import dataclasses
import http.client
import threading
from collections.abc import Iterator
from datetime import datetime
from ipaddress import IPv4Network
from typing import Any

import docker
import requests
from docker.errors import APIError, DockerException, ImageNotFound, NotFound
from docker.models.containers import Container
from docker.models.networks import Network
from docker.types import EndpointConfig, IPAMConfig, IPAMPool, LogConfig
from docker.types import Mount as DockerMount

from local.containers import archives
from local.containers.keeping import Keeper, is_kept, kept_volume
from local.containers.port import (
    Capacity,
    ContainerError,
    ContainerSpec,
    ContainerState,
    ContainerStatus,
    ImageMissingError,
    Mount,
    gateway_of,
)

ACCOUNT_LABEL = "milvus-spcs.account"
PIDS_LIMIT = 4096
HOLDER_IMAGE = "milvus-spcs/volumes:1"  # an image of nothing, for containers that only hold volumes
_HELD = "volume"
_PROBE_SECONDS = 1.0
_STATUS: dict[str, ContainerStatus] = {
    "created": "created",
    "running": "running",
    "paused": "running",
    "restarting": "running",
}


class DockerContainers:
    """The containers, networks and volumes that carry one account's label; nothing else is ever touched."""

    def __init__(self, account_id: str, own_image: str = "") -> None:
        """`own_image` holds `python3`, for what the adapter itself has to run."""
        self._own_image = own_image
        self._labels = {ACCOUNT_LABEL: account_id}
        self._networks = threading.Lock()  # the Engine makes two networks of one name
        try:
            self._client = docker.from_env(version="1.41", timeout=120)
            self._client.ping()
        except (DockerException, requests.exceptions.RequestException) as error:
            raise ContainerError(
                f"Docker does not answer ({error}). Start a Docker Engine, or point DOCKER_HOST at one."
            ) from error

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def pull(self, image: str, username: str, password: str) -> None:
        """Make `host/path@sha256:…` present."""
        with _reported(f"image {image}"):
            try:
                self._client.images.get(image)
            except ImageNotFound:
                self._pull(image, username, password)

    def _pull(self, image: str, username: str, password: str) -> None:
        try:
            self._client.images.pull(image, auth_config={"username": username, "password": password})
        except (ImageNotFound, NotFound) as error:
            raise ImageMissingError(f"image {image}: {error.explanation}") from error

    def capacity(self) -> Capacity:
        """The host's processors and memory."""
        with _reported("the Docker Engine"):
            info = self._client.info()
        return Capacity(cpus=float(info["NCPU"]), memory_bytes=int(info["MemTotal"]))

    def ensure_network(self, name: str, *, internal: bool) -> IPv4Network:
        """Make the network if it is not there."""
        with self._networks, _reported(f"network {name}"):
            found = self._client.networks.list(names=[f"^{name}$"])
            return _subnet(found[0] if found else self._create_network(name, internal=internal))

    def _create_network(self, name: str, *, internal: bool) -> Network:
        """Containers choose addresses only where the subnet was chosen: the Engine's own choice is made ours."""
        first = self._client.networks.create(name, driver="bridge", internal=internal, labels=self._labels)
        first.reload()
        subnet = _subnet(first)
        first.remove()
        pool = IPAMPool(
            subnet=str(subnet),
            iprange=str(list(subnet.subnets(2))[1]),
            gateway=str(subnet[1]),
            aux_addresses={"DefaultGatewayIPv4": gateway_of(subnet)} if internal else None,
        )
        ipam = IPAMConfig(pool_configs=[pool])
        network = self._client.networks.create(name, driver="bridge", internal=internal, labels=self._labels, ipam=ipam)
        network.reload()
        return network

    def ensure_volume(self, name: str) -> None:
        """Make the named volume if it is not there: the Engine gives back the one that is."""
        with _reported(f"volume {name}"):
            self._client.volumes.create(name, labels=self._labels)

    def own_volume(self, name: str, uid: int, gid: int) -> None:
        """Hand the volume an archive of nothing but its top directory: no process has to run for that."""
        self.ensure_volume(name)
        with _reported(f"volume {name}"), self._holding(name) as holder:
            holder.put_archive("/", archives.directory(_HELD, uid, gid))

    def copy_volume(self, source: str, target: str) -> None:
        """Through an archive, which keeps owners and modes."""
        with _reported(f"volume {source}"):
            self._client.volumes.get(source)  # a container would make it, and one without a label
            self.ensure_volume(target)
            with self._holding(source) as one, self._holding(target) as other:
                content, _ = one.get_archive(f"/{_HELD}")
                other.put_archive("/", content)

    @contextlib.contextmanager
    def _holding(self, volume: str) -> Iterator[Container]:
        """A container that never starts, with this volume."""
        if not self._client.images.list(name=HOLDER_IMAGE):
            changes = ["LABEL milvus-spcs.image=base"]
            repository, tag = HOLDER_IMAGE.split(":")
            self._client.api.import_image_from_data(archives.nothing(), repository=repository, tag=tag, changes=changes)
        mount = DockerMount(f"/{_HELD}", volume, type="volume", no_copy=True)
        holder = self._client.containers.create(
            HOLDER_IMAGE, command=["none"], mounts=[mount], labels=self._labels, network_mode="none"
        )
        try:
            yield holder
        finally:
            holder.remove(force=True)

    def remove_volume(self, name: str) -> None:
        """Remove the named volume if it is there."""
        with _reported(f"volume {name}"), contextlib.suppress(NotFound):
            self._client.volumes.get(name).remove(force=True)

    def run(self, spec: ContainerSpec) -> None:
        """Create and start a container."""
        self.remove(spec.name, grace_seconds=0)
        with _reported(f"container {spec.name}"), self._trusted(spec) as spec:
            container = self._client.containers.create(**self._options(spec))
            for attachment in spec.networks[1:]:
                network = self._client.networks.get(attachment.network)
                network.connect(container, aliases=list(attachment.aliases), ipv4_address=attachment.address)
            container.start()

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

    def _options(self, spec: ContainerSpec) -> dict[str, Any]:
        options: dict[str, Any] = {
            "image": spec.image,
            "name": spec.name,
            "entrypoint": list(spec.command) if spec.command is not None else None,
            "command": list(spec.args) if spec.args is not None else None,
            "environment": dict(spec.environment),
            "mounts": [_mount(mount) for mount in spec.mounts],
            "labels": dict(spec.labels) | self._labels,
            "user": spec.user,
            "detach": True,
            "cap_drop": ["ALL"],
            "cap_add": list(spec.capabilities),
            "sysctls": dict(spec.sysctls),
            "security_opt": ["no-new-privileges"],
            "pids_limit": PIDS_LIMIT,
            "init": True,
            "log_config": LogConfig(type="json-file", config={"max-size": "5m", "max-file": "2"}),
        }
        if spec.cpus is not None:
            options["nano_cpus"] = int(spec.cpus * 1_000_000_000)
        if spec.memory_bytes is not None:
            options["mem_limit"] = spec.memory_bytes
            # the same figure: no swap beyond the limit
            options["memswap_limit"] = spec.memory_bytes
        return options | _networking(spec)

    def inspect(self, name: str) -> ContainerState | None:
        """The container's state."""
        with _reported(f"container {name}"):
            container = self._find(name)
            return _state(container) if container is not None else None

    def containers(self) -> list[ContainerState]:
        """Every container of the account."""
        with _reported("the account's containers"):
            return [_state(container) for container in self._all()]

    def remove(self, name: str, *, grace_seconds: int = 30) -> None:
        """Stop and remove a container."""
        with _reported(f"container {name}"):
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

    def logs(self, name: str, lines: int, *, since: datetime | None = None, timestamps: bool = False) -> str:
        """The newest lines of standard output and error."""
        with _reported(f"container {name}"):
            container = self._find(name)
            if container is None:
                return ""
            begin = None if since is None else since.timestamp()
            return container.logs(tail=lines, since=begin, timestamps=timestamps).decode(errors="replace")

    def probe(self, name: str, port: int, path: str) -> bool:
        """Ask the container's port as a readiness probe does."""
        state = self.inspect(name)
        if state is None or state.address is None:
            return False
        connection = http.client.HTTPConnection(state.address, port, timeout=_PROBE_SECONDS)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def remove_all(self, *, volumes: bool) -> None:
        """Remove every container and network of the account, and its volumes if asked."""
        with _reported("the account's containers"):
            for container in self._all():
                with contextlib.suppress(NotFound):
                    container.remove(force=True, v=True)
            for network in self._client.networks.list(filters=self._filter()):
                network.remove()
            if volumes:
                for volume in self._client.volumes.list(filters=self._filter()):
                    volume.remove(force=True)

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


@contextlib.contextmanager
def _reported(subject: str) -> Iterator[None]:
    """The Engine's refusals and silence, in the port's own terms."""
    try:
        yield
    except APIError as error:
        raise ContainerError(f"{subject}: {error.explanation or error}") from error
    except (DockerException, requests.exceptions.RequestException) as error:
        raise ContainerError(f"{subject}: Docker does not answer ({error})") from error


def _mount(mount: Mount) -> DockerMount:
    options: dict[str, Any] = {"type": mount.kind, "read_only": mount.read_only}
    if mount.kind == "tmpfs":
        options |= {"tmpfs_size": mount.size_bytes, "tmpfs_mode": 0o1777}
    if mount.kind == "volume":
        options |= {"no_copy": mount.bare}
    return DockerMount(mount.target, mount.source or None, **options)


def _networking(spec: ContainerSpec) -> dict[str, Any]:
    if spec.namespace_of is not None:
        return {"network_mode": f"container:{spec.namespace_of}"}
    if not spec.networks:
        return {"network_mode": "none"}
    first = spec.networks[0]
    endpoint = EndpointConfig("1.41", aliases=list(first.aliases), ipv4_address=first.address)
    options: dict[str, Any] = {"network": first.network, "networking_config": {first.network: endpoint}}
    return options | ({"dns": [spec.name_server]} if spec.name_server else {})


def _subnet(network: Network) -> IPv4Network:
    return IPv4Network(network.attrs["IPAM"]["Config"][0]["Subnet"])


def _state(container: Container) -> ContainerState:
    attributes = container.attrs
    state = attributes["State"]
    running = _STATUS.get(state["Status"], "exited")
    networks = attributes["NetworkSettings"]["Networks"].values()
    addresses = [network["IPAddress"] for network in networks if network["IPAddress"]]
    return ContainerState(
        name=str(container.name),
        status=running,
        address=addresses[0] if addresses else None,
        exit_code=state["ExitCode"] if running == "exited" else None,
        started_at=_time(state["StartedAt"]),
        message=str(state.get("Error") or ""),
        labels=dict(container.labels),
    )


def _time(text: str) -> float | None:
    if not text or text.startswith("0001"):
        return None
    # nanoseconds are more than datetime takes
    head, _, fraction = text.removesuffix("Z").partition(".")
    return datetime.fromisoformat(f"{head}.{fraction[:6].ljust(6, '0')}+00:00").timestamp()
