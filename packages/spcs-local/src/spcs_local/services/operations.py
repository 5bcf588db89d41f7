"""What statements want of services. They say so in their transaction; the controller makes it so."""

from __future__ import annotations

from collections.abc import Iterable

from spcs_local.containers.port import ContainerPort
from spcs_local.errors import DoesNotExistError
from spcs_local.model.account_model import AccountModel
from spcs_local.model.objects import StoredObject
from spcs_local.services.automatic_snapshots import back_up
from spcs_local.services.placement.families import FAMILIES
from spcs_local.services.placement.nodes import TooLargeError, requested
from spcs_local.services.planning.addresses import Addresses
from spcs_local.services.records.endpoint_ids import EndpointIds
from spcs_local.services.records.rows import InstanceRow, Job, Revision, ServiceRow
from spcs_local.services.records.service_roles import ServiceRoles, endpoints_of_roles
from spcs_local.services.records.store import Store
from spcs_local.services.records.volumes import Volumes
from spcs_local.services.states import ServiceStatus
from spcs_local.specification import Specification


class Services:
    """The account's services: what is wanted of them, and what is known."""

    def __init__(self, model: AccountModel, containers: ContainerPort) -> None:
        self.model = model
        self.containers = containers
        self.store = Store(model.catalog)
        self.volumes = Volumes(model.catalog, model.settings.id)
        self.roles = ServiceRoles(model.catalog)
        self.endpoint_ids = EndpointIds(model.catalog, model.settings.identifier.lower())

    def notify(self) -> None:
        """Have what changed looked at soon."""
        self.model.services_wanted.set()

    # What statements want

    def check_room(self, pool: StoredObject, specification: Specification) -> None:
        """Raise when no node of the pool could ever hold an instance."""
        node, wanted = FAMILIES[pool["INSTANCE_FAMILY"]].room, requested(specification)
        if not node.holds(wanted):
            raise TooLargeError(pool.shown, wanted, node)

    def created(self, found: StoredObject, pool: StoredObject, revision: Revision, job: Job | None = None) -> None:
        """A new service, or job."""
        self.store.add(found.id, pool.id, revision, job)
        self.endpoint_ids.keep(found.id, _public(revision.specification))

    def revised(self, found: StoredObject, revision: Revision) -> None:
        """A new specification."""
        row = self.row(found)
        if row.revision.digest != revision.digest:
            self.store.revise(found.id, revision)
        self.store.try_again(found.id)
        self.endpoint_ids.keep(found.id, _public(revision.specification))
        self.roles.keep(found.id, endpoints_of_roles(revision.specification))

    def suspend(self, found: StoredObject) -> None:
        """Have its containers removed; block volumes stay."""
        if not self.row(found).suspended:
            self.store.set_service(found.id, suspended=1, status=ServiceStatus.SUSPENDING)

    def resume(self, found: StoredObject) -> None:
        """Have it run again, from the images that it was pinned to."""
        if self.row(found).suspended:
            self.store.resume(found.id)
        self.store.try_again(found.id)

    def cancel(self, row: ServiceRow) -> None:
        """Have a job stopped, unless it is over; what is known of it stays."""
        if not row.ended:
            self.store.set_service(row.id, status=ServiceStatus.CANCELLING)

    def suspend_pool(self, pool: StoredObject) -> None:
        """Suspend a pool and all services in it; jobs go on to their end."""
        for row in self.store.in_pool(pool.id):
            if row.job is None:
                self.suspend(self.model.objects.get(row.id))
        self.model.objects.change(pool, {"suspended": True})

    def resume_pool(self, pool: StoredObject) -> None:
        """Have a pool started again."""
        self.model.objects.change(pool, {"suspended": False})

    def back_up(self, found: StoredObject, instances: Iterable[int] | None = None, only: str | None = None) -> None:
        """Take the automatic snapshots of block volumes that are about to be deleted."""
        for volume in self.specification(found).volumes:
            if volume.kind != "block" or not volume.block.snapshot_on_delete or only not in (None, volume.name):
                continue
            for number in range(int(found["MAX_INSTANCES"])) if instances is None else instances:
                name = self.volumes.name(found.id, volume.name, number)
                if self.volumes.prepared(name):
                    back_up(self.model, found, volume, number, name)

    def restore(self, found: StoredObject, volume: str, instances: list[int], snapshot: StoredObject) -> None:
        """Give instances of a suspended service other volumes, which begin as the snapshot, and resume it."""
        self.back_up(found, instances, volume)
        kept = {known["volume"] for known in self.model.objects.list("SNAPSHOT")}
        for number in instances:
            before = self.volumes.name(found.id, volume, number)
            if before not in kept:
                self.volumes.doom(before)
            self.volumes.restore(found.id, volume, number, snapshot["volume"])
        self.resume(found)

    # What is known

    def row(self, found: StoredObject) -> ServiceRow:
        """A service's own row; one that was found may have gone since."""
        row = self.store.service(found.id)
        if row is None:
            raise DoesNotExistError("SERVICE", str(found.path))
        return row

    def specification(self, found: StoredObject) -> Specification:
        """What the service is to run."""
        return self.row(found).revision.specification

    def ip_address(self, instance: InstanceRow) -> str | None:
        """An instance's address on the services' network, once it has room on a node."""
        addresses = Addresses.of(self.containers, self.model.settings.id)
        return addresses.instance(instance.address) if instance.placed else None

    def ingress_url(self, found: StoredObject, endpoint: str) -> str | None:
        """The host of a public endpoint, once the service has run."""
        endpoint_id = self.endpoint_ids.ids(found.id).get(endpoint)
        if endpoint_id is None or not self.row(found).ever_ran:
            return None
        return f"{self.endpoint_ids.label(endpoint_id)}.localhost:{self.model.settings.ingress_port}"


def _public(specification: Specification) -> list[str]:
    return [endpoint.name for endpoint in specification.endpoints if endpoint.public]
