"""From a specification to the containers, networks and volumes of one instance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from spcs_local.containers.port import Attachment, Capacity, ContainerSpec, Mount
from spcs_local.model.objects import StoredObject
from spcs_local.relay import NetworkHolders
from spcs_local.services import names
from spcs_local.services.placement.families import Room
from spcs_local.services.planning import connection_files, token_files
from spcs_local.services.planning.addresses import Addresses
from spcs_local.services.planning.secret_files import Read, SecretFiles
from spcs_local.services.records.rows import InstanceRow, Job
from spcs_local.services.records.volumes import Need, Volumes
from spcs_local.settings import Settings
from spcs_local.specification import Container, Specification, Volume

SERVICE_LABEL, INSTANCE_LABEL = "milvus-spcs.service", "milvus-spcs.instance"
REVISION_LABEL, NAME_LABEL = "milvus-spcs.revision", "milvus-spcs.name"
RESOLVER, TRUSTED = "/etc/resolv.conf", "/snowflake/trusted.pem"
# what OpenSSL, Go and Rust read; Python's requests; Node
_TRUST = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")


@dataclass(frozen=True, kw_only=True)
class InstancePlan:
    """One instance about to run: what its containers are made from."""

    settings: Settings
    service: StoredObject
    instance: InstanceRow
    job: Job | None
    holders: NetworkHolders | None  # of instances' networks; without them the first container has it
    specification: Specification
    registry_host: str
    node: Room
    host: Capacity
    token_directory: Callable[[str | None], Path]  # by the mode that a container asks for
    connection_directory: Callable[[Container], Path]  # of one that asks for a connections.toml
    addresses: Addresses
    resolver: Path | None  # what /etc/resolv.conf is to be
    trusted: Path | None  # certificates of authorities, with that of SNOWFLAKE_HOST
    stage: Callable[[Volume], tuple[Path, str, bool]]  # its directory, the path in it, and whether it may be written to
    volumes: Volumes
    snapshot: Callable[[Volume], str | None]  # the volume that holds the snapshot which another begins with
    secrets: SecretFiles
    read_secret: Read

    def name(self, container: Container) -> str:
        """The container's name."""
        return names.container(self.settings.id, self.service.id, self.instance.number, container.name)

    def needs(self) -> Iterator[Need]:
        """Block and local volumes of the instance."""
        for volume in self.specification.volumes:
            if volume.kind in ("block", "local"):
                yield Need(self.volume(volume), volume.owner, self._source(volume))

    def volume(self, volume: Volume) -> str:
        """The name of a block or local volume."""
        return self.volumes.name(self.service.id, volume.name, self.instance.number)

    def _source(self, volume: Volume) -> str | None:
        """What it is to begin as a copy of; not asked for once it has begun."""
        if self.volumes.prepared(self.volume(volume)):
            return None
        if self.volumes.restored(self.service.id, volume.name, self.instance.number):
            return self.volumes.source(self.service.id, volume.name, self.instance.number)
        return self.snapshot(volume) if volume.snapshot is not None else None

    def image(self, container: Container) -> str:
        """What the Engine pulls: by digest, from the account's registry."""
        return f"{self.registry_host}/{self.instance.revision.images[container.name]}"

    def container(self, container: Container) -> ContainerSpec:
        """One container, ready to run."""
        leader, holder = self.specification.containers[0], self.holder
        alone = container is leader and holder is None
        return ContainerSpec(
            name=self.name(container),
            image=self.image(container),
            command=container.command,
            args=container.args,
            environment=self._environment(container)
            | container.env
            | self.secrets.environment(container, self.read_secret),
            mounts=self._mounts(container),
            networks=self._attachments() if alone else (),
            namespace_of=None if alone else (holder or self.name(leader)),
            # where no gate runs, nobody answers there
            name_server=self.addresses.gate if alone else None,
            cpus=min(container.resources.limits.cpu or self.node.cpus, self.host.cpus),
            memory_bytes=min(container.resources.limits.memory or self.node.memory, self.host.memory_bytes),
            labels=self._labels(),
            one_shot=self.job is not None,
        )

    @property
    def holder(self) -> str | None:
        """The name of what has the instance's network, whichever of its containers runs."""
        return None if self.holders is None else names.holder(self.settings.id, self.service.id, self.instance.number)

    def hold(self, holders: NetworkHolders) -> ContainerSpec:
        """The container that has the network, and keeps to the rules of its address."""
        holder = ContainerSpec(
            name=names.holder(self.settings.id, self.service.id, self.instance.number),
            image=holders.image,
            networks=self._attachments(),
            name_server=self.addresses.gate,
            labels=self._labels(),
        )
        return holders.spec(holder, self.addresses.instance(self.instance.address))

    def _labels(self) -> dict[str, str]:
        return {
            SERVICE_LABEL: str(self.service.id),
            INSTANCE_LABEL: str(self.instance.number),
            REVISION_LABEL: self.instance.revision.digest,
            NAME_LABEL: str(self.service.path),
        }

    def _attachments(self) -> tuple[Attachment, ...]:
        # the Engine's own names, for where no gate runs
        aliases = (names.host(self.service.name), *names.dns_names(self.service))
        address = self.addresses.instance(self.instance.address)
        return (Attachment(network=names.inside(self.settings.id), aliases=aliases, address=address),)

    def _environment(self, container: Container) -> dict[str, str]:
        connected = container.session_token_config.mount_connection_config
        return {
            "SNOWFLAKE_HOST": self.settings.host,
            "SNOWFLAKE_ACCOUNT": self.settings.locator,
            "SNOWFLAKE_DATABASE": self.service.database or "",
            "SNOWFLAKE_SCHEMA": self.service.schema or "",
            "SNOWFLAKE_SERVICE_NAME": self.service.name,
            # without it the connector looks for a cloud platform for ten seconds at each sign-in
            "SNOWFLAKE_DISABLE_PLATFORM_DETECTION": "true",
            **(dict.fromkeys(_TRUST, TRUSTED) if self.trusted is not None else {}),
            **({"SNOWFLAKE_HOME": connection_files.TARGET} if connected else {}),
            **self._share(),
        }

    def _share(self) -> dict[str, str]:
        """Which part of a job's work is the instance's; only where the job named its replicas."""
        if self.job is None or self.job.replicas is None:
            return {}
        return {"SNOWFLAKE_JOBS_COUNT": str(self.job.replicas), "SNOWFLAKE_JOB_INDEX": str(self.instance.number)}

    def _mounts(self, container: Container) -> tuple[Mount, ...]:
        volumes = {volume.name: volume for volume in self.specification.volumes}
        mounts = [self._mount(volumes[mount.name], mount.mount_path) for mount in container.volume_mounts]
        for directory, target in self.secrets.directories(self.service.id, container, self.read_secret):
            mounts.append(Mount(kind="bind", source=str(directory), target=target, read_only=True))
        if container.mount_session_token:
            token = container.session_token_config
            source = str(self.token_directory(token.permission))
            mounts.append(Mount(kind="bind", source=source, target=token.path or token_files.TARGET, read_only=True))
            if token.mount_connection_config:
                source = str(self.connection_directory(container))
                mounts.append(Mount(kind="bind", source=source, target=connection_files.TARGET, read_only=True))
        for path, target in ((self.resolver, RESOLVER), (self.trusted, TRUSTED)):
            if path is not None:
                mounts.append(Mount(kind="bind", source=str(path), target=target, read_only=True))
        return tuple(mounts)

    def _mount(self, volume: Volume, target: str) -> Mount:
        if volume.kind == "stage":
            directory, below, writable = self.stage(volume)
            return Mount(kind="bind", source=str(directory), below=below, target=target, read_only=not writable)
        if volume.kind == "memory":
            return Mount(kind="tmpfs", source="", target=target, size_bytes=volume.size_bytes)
        # what is to belong to somebody does not become the image's
        bare = volume.owner is not None or volume.snapshot is not None
        return Mount(kind="volume", source=self.volume(volume), target=target, bare=bare)
