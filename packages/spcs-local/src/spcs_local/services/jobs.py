"""Jobs: services whose containers run once. https://docs.snowflake.com/en/sql-reference/sql/execute-job-service"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spcs_local.containers.port import ContainerPort
from spcs_local.model.objects import StoredObject
from spcs_local.services import names
from spcs_local.services.instances import Instances
from spcs_local.services.job_tending import DONE, SUCCEEDED, JobTending, instance_status
from spcs_local.services.launcher import Launcher
from spcs_local.services.pace import Pace
from spcs_local.services.pool_states import UP
from spcs_local.services.store import CANCELLING, InstanceRow, ServiceRow, Store
from spcs_local.services.tending import FAILED, PENDING, READY
from spcs_local.services.tokens import TokenFiles
from spcs_local.specification import parse

if TYPE_CHECKING:
    from spcs_local.account import Account

CANCELLED = "CANCELLED"
KEPT_SECONDS = 30 * 86_400


@dataclass(frozen=True)
class JobDriver:
    """Drives one job after the other to its end."""

    account: Account
    port: ContainerPort
    store: Store
    pace: Pace
    launcher: Launcher
    tokens: TokenFiles
    instances: Instances

    def drive(self, row: ServiceRow, found: StoredObject) -> str | None:
        """Look at one job once; where it is reached, if it runs."""
        if row.ended:
            return None
        if row.status == CANCELLING:
            self._cancel(row)
            return None
        pool = self.account.objects.get(row.pool_id)
        if pool["state"] in UP:  # what runs in a pool that is being suspended goes on to its end
            self.instances.add(row, found, int(found["MIN_INSTANCES"]))
            self.instances.place(row, pool)
        placed = self.store.placed(row.id)
        if placed:
            self.tokens.refresh(row.id, str(found.path), found.owner or "")
            self.launcher.refresh_secrets(found, parse(row.revision.specification))
        for instance in placed:
            self._tend(row, found, pool, instance)
        return self._settle(row, int(found["MIN_INSTANCES"]))

    def forget_old(self) -> None:
        """Drop the jobs that ended thirty days ago."""
        for row in self.store.services():
            if row.job and row.job.ended_on and time.time() > row.job.ended_on + KEPT_SECONDS:
                with self.account.catalog.transaction():
                    found = self.account.objects.get(row.id)
                    self.account.runtime.doom_volumes(found)
                    self.account.objects.drop(found)

    def _cancel(self, row: ServiceRow) -> None:
        for instance in reversed(self.store.instances(row.id)):
            self._release(instance)
            self.instances.stop(instance)
        self.store.end_job(row.id, CANCELLED)

    def _tend(self, row: ServiceRow, found: StoredObject, pool: StoredObject, instance: InstanceRow) -> None:
        launch = self.launcher.launch(found, pool, instance, row.job)
        JobTending(self.port, self.store, self.pace, launch, self.account.registry.pull_credentials()).look()
        containers = self.store.containers(found.id, instance.number)
        status = instance_status(containers)
        if status != instance.status:
            begun = [container.started_on for container in containers if container.started_on is not None]
            ended = status in (SUCCEEDED, FAILED)
            if ended:
                self._release(instance)
            self.store.set_instance(instance, status=status, started_on=min(begun, default=None), ended=int(ended))

    def _release(self, instance: InstanceRow) -> None:
        """Nobody needs the instance's network any more."""
        self.port.remove(names.holder(self.account.settings.id, instance.service_id, instance.number))

    def _settle(self, row: ServiceRow, wanted: int) -> str | None:
        """https://docs.snowflake.com/en/developer-guide/snowpark-container-services/working-with-services says how."""
        instances = self.store.instances(row.id)
        ready = [instance for instance in instances if instance.status == READY]
        over = len(instances) == wanted and all(instance.ended for instance in instances)
        if any(instance.status == FAILED for instance in instances):
            status = FAILED
        elif over:
            status = DONE
        else:
            status = "RUNNING" if ready else PENDING
        current = self.store.service(row.id)
        if current is None or current.status == CANCELLING:
            return None
        if over:
            self.store.end_job(row.id, status)
        elif status != current.status:
            self.store.set_service(row.id, status=status, ever_ran=current.ever_ran or bool(ready))
        return self.account.runtime.ip_address(ready[0]) if ready else None
