"""What the account, its statements and its ingress ask of services."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from spcs_local.containers.docker_adapter import DockerContainers
from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.containers.port import ContainerError, ContainerPort
from spcs_local.model.identifiers import parse_name
from spcs_local.model.objects import StoredObject
from spcs_local.services import names
from spcs_local.services.addresses import Addresses
from spcs_local.services.endpoints import EndpointIds, EndpointTarget
from spcs_local.services.families import FAMILIES
from spcs_local.services.loop import Loop
from spcs_local.services.placement import TooLargeError, requested
from spcs_local.services.requirements import Requirements
from spcs_local.services.roles import ServiceRoles, endpoints_of_roles
from spcs_local.services.snapshots import back_up
from spcs_local.services.store import CANCELLING, InstanceRow, Job, Revision, ServiceRow, Store
from spcs_local.services.volumes import Volumes
from spcs_local.settings import Settings, SettingsError
from spcs_local.specification import Specification, parse

if TYPE_CHECKING:
    from spcs_local.account import Account


class ServiceRuntime:
    """Statements change here what is wanted, in their transaction; the loop makes it so."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.store = Store(account.catalog)
        self.volumes = Volumes(account.catalog, account.settings.id)
        self.roles = ServiceRoles(account.catalog)
        self.endpoint_ids = EndpointIds(account.catalog, account.settings.identifier.lower())
        self._loop: Loop | None = None

    def start(self) -> None:
        """Open the container engine and begin to look after services."""
        self._loop = Loop(self._account, open_port(self._account.settings), self.store)
        for row in self.store.services():
            if not row.ended:
                self._try_again(row.id)
        self._loop.start()

    def stop(self) -> None:
        """Stop looking; containers go on."""
        if self._loop is not None:
            self._loop.stop()
            self._loop = None

    @property
    def port(self) -> ContainerPort:
        """The container engine."""
        return self.loop.port

    @property
    def loop(self) -> Loop:
        """What looks after services; there is none before `start`."""
        if self._loop is None:
            raise RuntimeError("the services' loop does not run")
        return self._loop

    def step(self) -> None:
        """Look at everything once."""
        self.loop.step()

    def notify(self) -> None:
        """Have what changed looked at soon."""
        if self._loop is not None:
            self._loop.notify()

    # What statements want

    def check_room(self, pool: StoredObject, specification: Specification) -> None:
        """Raise when no node of the pool could ever hold an instance."""
        node, wanted = FAMILIES[pool["INSTANCE_FAMILY"]], requested(specification)
        if not node.holds(wanted):
            raise TooLargeError(pool.shown, wanted, node)

    def created(
        self, found: StoredObject, pool: StoredObject, revision: Revision, spec: Specification, job: Job | None = None
    ) -> None:
        """A new service, or job."""
        self.store.add(found.id, pool.id, revision, job)
        self.endpoint_ids.keep(found.id, _public(spec))

    def revised(self, found: StoredObject, revision: Revision, spec: Specification) -> None:
        """A new specification."""
        row = self.row(found)
        if row.revision.digest != revision.digest:
            self.store.revise(found.id, revision)
        self._try_again(found.id)
        self.endpoint_ids.keep(found.id, _public(spec))
        self.roles.keep(found.id, endpoints_of_roles(spec))

    def suspend(self, found: StoredObject) -> None:
        """Have its containers removed; block volumes stay."""
        if not self.row(found).suspended:
            self.store.set_service(found.id, suspended=1, status="SUSPENDING")

    def resume(self, found: StoredObject) -> None:
        """Have it run again, from the images that it was pinned to."""
        if self.row(found).suspended:
            self.store.resume(found.id)
        self._try_again(found.id)

    def cancel(self, row: ServiceRow) -> None:
        """Have a job stopped, unless it is over; what is known of it stays."""
        if not row.ended:
            self.store.set_service(row.id, status=CANCELLING)

    def suspend_pool(self, pool: StoredObject) -> None:
        """Suspend a pool and all services in it; jobs go on to their end."""
        for row in self.store.in_pool(pool.id):
            if row.job is None:
                self.suspend(self._account.objects.get(row.id))
        self._account.objects.change(pool, {"suspended": True})

    def resume_pool(self, pool: StoredObject) -> None:
        """Have a pool started again."""
        self._account.objects.change(pool, {"suspended": False})

    def back_up(self, found: StoredObject, instances: Iterable[int] | None = None, only: str | None = None) -> None:
        """Take the automatic snapshots of block volumes that are about to be deleted."""
        for volume in self.specification(found.id).volumes:
            if volume.kind != "block" or not volume.block.snapshot_on_delete or only not in (None, volume.name):
                continue
            for number in range(int(found["MAX_INSTANCES"])) if instances is None else instances:
                name = self.volumes.name(found.id, volume.name, number)
                if self.volumes.prepared(name):
                    back_up(self._account, found, volume, number, name)

    def doom_volumes(self, found: StoredObject) -> None:
        """Have the volumes of a service removed that is being dropped, but for those that are snapshots now."""
        kept = {snapshot["volume"] for snapshot in self._account.objects.list("SNAPSHOT")}
        for instance in range(int(found["MAX_INSTANCES"])):
            for volume in self.specification(found.id).volumes:
                name = self.volumes.name(found.id, volume.name, instance)
                if volume.kind in ("block", "local") and name not in kept:
                    self.volumes.doom(name)

    def restore(self, found: StoredObject, volume: str, instances: list[int], snapshot: StoredObject) -> None:
        """Give instances of a suspended service other volumes, which begin as the snapshot, and resume it."""
        self.back_up(found, instances, volume)
        kept = {known["volume"] for known in self._account.objects.list("SNAPSHOT")}
        for number in instances:
            before = self.volumes.name(found.id, volume, number)
            if before not in kept:
                self.volumes.doom(before)
            self.volumes.restore(found.id, volume, number, snapshot["volume"])
        self.resume(found)

    def _try_again(self, service_id: int) -> None:
        for container in self.store.containers(service_id):
            if container.crashes:
                self.store.set_container(container, crashes=0, next_look=0.0, status="PENDING")

    # What is known

    def row(self, found: StoredObject) -> ServiceRow:
        """A service's own row."""
        row = self.store.service(found.id)
        if row is None:
            raise LookupError(f"service {found.path} has no row of its own")
        return row

    def specification(self, service_id: int) -> Specification:
        """What the service is to run."""
        row = self.store.service(service_id)
        if row is None:
            raise LookupError(f"no service {service_id} in the catalog")
        return parse(row.revision.specification)

    def ip_address(self, instance: InstanceRow) -> str | None:
        """An instance's address on the services' network, once it has room on a node."""
        network = self.port.ensure_network(names.inside(self._account.settings.id), internal=True)
        return Addresses(network).instance(instance.address) if instance.placed else None

    def ingress_url(self, found: StoredObject, endpoint: str) -> str | None:
        """The host of a public endpoint, once the service has run."""
        endpoint_id = self.endpoint_ids.ids(found.id).get(endpoint)
        if endpoint_id is None or not self.row(found).ever_ran:
            return None
        return f"{self.endpoint_ids.label(endpoint_id)}.localhost:{self._account.ingress_port}"

    # What the ingress asks

    def endpoint(self, label: str) -> EndpointTarget | None:
        """The public endpoint behind the first label of a host."""
        place = self.endpoint_ids.find(label)
        row = self.store.service(place[0]) if place else None
        if place is None or row is None:
            return None
        found = self._account.objects.get(row.id)
        specification = parse(row.revision.specification)
        endpoint = next(endpoint for endpoint in specification.endpoints if endpoint.name == place[1])
        self.loop.reconciler.visits[row.id] = time.time()
        holders = self.roles.holders(row.id, specification, endpoint.name)
        return EndpointTarget(
            service=str(found.path),
            database=found.database or "",
            schema=found.schema or "",
            endpoint=endpoint.name,
            address=self.loop.reconciler.addresses.get(row.id) if not row.suspended else None,
            port=endpoint.port,
            owner_role=found.owner or "",
            granted_roles=frozenset(self._account.objects.get(role_id).name for role_id in holders),
            bound=Requirements.of_service(self._account, found).binds_endpoints,
            status=row.status,
            auto_resume=bool(found["AUTO_RESUME"]),
        )

    def wake(self, service: str) -> None:
        """Resume a suspended service that somebody visits."""
        name = parse_name(service)
        found = self._account.objects.find_path("SERVICE", name.parts) if name else None
        if found is not None and found["AUTO_RESUME"]:
            with self._account.catalog.transaction():
                self.resume(found)
            self.notify()


def open_port(settings: Settings) -> ContainerPort:
    """The container engine of the settings."""
    if settings.adapter == "memory":
        return MemoryContainers()
    try:
        return DockerContainers(settings.id, settings.behaviour.relayImage)
    except ContainerError as error:
        raise SettingsError(str(error)) from None


def remove_leftovers(settings: Settings) -> int:
    """Remove everything in Docker that carries the account's id: how many containers that were."""
    try:
        port = open_port(settings)
    except SettingsError:
        return 0
    count = len(port.containers())
    port.remove_all(volumes=True)
    port.close()
    return count


def _public(specification: Specification) -> list[str]:
    return [endpoint.name for endpoint in specification.endpoints if endpoint.public]
