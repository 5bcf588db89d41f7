"""Jobs: services whose containers run once. https://docs.snowflake.com/en/sql-reference/sql/execute-job-service"""

from __future__ import annotations

from dataclasses import dataclass

from spcs_local.containers.port import ContainerPort
from spcs_local.model.account_model import AccountModel
from spcs_local.model.objects import StoredObject
from spcs_local.services import names
from spcs_local.services.control.instances import Instances
from spcs_local.services.control.job_supervisor import JobSupervisor, instance_status
from spcs_local.services.control.pace import Pace
from spcs_local.services.control.probes import Probes
from spcs_local.services.dooming import doom_volumes
from spcs_local.services.planning.addresses import Addresses
from spcs_local.services.planning.instance_planner import InstancePlanner
from spcs_local.services.planning.token_files import TokenFiles
from spcs_local.services.records.rows import InstanceRow, ServiceRow
from spcs_local.services.records.store import Store
from spcs_local.services.states import POOLS_UP, InstanceStatus, ServiceStatus

KEPT_SECONDS = 30 * 86_400


@dataclass(frozen=True)
class JobController:
    """Drives one job after the other to its end."""

    model: AccountModel
    containers: ContainerPort
    store: Store
    pace: Pace
    probes: Probes
    planner: InstancePlanner
    tokens: TokenFiles
    instances: Instances

    def drive(self, row: ServiceRow, found: StoredObject) -> str | None:
        """Look at one job once; where it is reached, if it runs."""
        if row.ended:
            return None
        if row.status == ServiceStatus.CANCELLING:
            self._cancel(row)
            return None
        pool = self.model.objects.get(row.pool_id)
        if pool["state"] in POOLS_UP:  # what runs in a pool that is being suspended goes on to its end
            self.instances.add(row, found, int(found["MIN_INSTANCES"]))
            self.instances.place(row, pool)
        placed = self.store.placed(row.id)
        if placed:
            self.tokens.refresh(row.id, found.owner_id)
            self.planner.refresh_secrets(found, row.revision.specification)
        for instance in placed:
            self._supervise(row, found, pool, instance)
        return self._settle(row, int(found["MIN_INSTANCES"]))

    def forget_old(self) -> None:
        """Drop the jobs that ended thirty days ago."""
        for row in self.store.services():
            if row.job and row.job.ended_on and self.pace.clock() > row.job.ended_on + KEPT_SECONDS:
                with self.model.catalog.transaction():
                    found = self.model.objects.get(row.id)
                    doom_volumes(self.model, found)
                    self.model.objects.drop(found)

    def _cancel(self, row: ServiceRow) -> None:
        for instance in reversed(self.store.instances(row.id)):
            self._release(instance)
            self.instances.stop(instance)
        self.store.end_job(row.id, ServiceStatus.CANCELLED)

    def _supervise(self, row: ServiceRow, found: StoredObject, pool: StoredObject, instance: InstanceRow) -> None:
        plan = self.planner.plan(found, pool, instance, row.job)
        credentials = self.model.registry.pull_credentials()
        JobSupervisor(self.containers, self.store, self.pace, self.probes, plan, credentials).look()
        containers = self.store.containers(found.id, instance.number)
        status = instance_status(containers)
        if status != instance.status:
            begun = [container.started_on for container in containers if container.started_on is not None]
            ended = status in (InstanceStatus.SUCCEEDED, InstanceStatus.FAILED)
            if ended:
                self._release(instance)
            self.store.set_instance(instance, status=status, started_on=min(begun, default=None), ended=int(ended))

    def _release(self, instance: InstanceRow) -> None:
        """Nobody needs the instance's network any more."""
        self.containers.remove(names.holder(self.model.settings.id, instance.service_id, instance.number))

    def _settle(self, row: ServiceRow, wanted: int) -> str | None:
        """https://docs.snowflake.com/en/developer-guide/snowpark-container-services/working-with-services says how."""
        instances = self.store.instances(row.id)
        ready = [instance for instance in instances if instance.status == InstanceStatus.READY]
        over = len(instances) == wanted and all(instance.ended for instance in instances)
        if any(instance.status == InstanceStatus.FAILED for instance in instances):
            status = ServiceStatus.FAILED
        elif over:
            status = ServiceStatus.DONE
        else:
            status = ServiceStatus.RUNNING if ready else ServiceStatus.PENDING
        current = self.store.service(row.id)
        if current is None or current.status == ServiceStatus.CANCELLING:
            return None
        if over:
            self.store.end_job(row.id, status)
        elif status != current.status:
            self.store.set_service(row.id, status=status, ever_ran=current.ever_ran or bool(ready))
        return Addresses.of(self.containers, self.model.settings.id).instance(ready[0].address) if ready else None
