"""From what is wanted to what runs, one service at a time. The container port is called outside of transactions."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from spcs_local.containers.port import ContainerPort
from spcs_local.model.objects import StoredObject
from spcs_local.relay import PART_LABEL
from spcs_local.services import names
from spcs_local.services.instances import Instances
from spcs_local.services.jobs import JobDriver
from spcs_local.services.launch import SERVICE_LABEL
from spcs_local.services.launcher import Launcher
from spcs_local.services.pace import Pace
from spcs_local.services.pool_states import UP
from spcs_local.services.snapshots import SnapshotTaker
from spcs_local.services.store import InstanceRow, ServiceRow, Store
from spcs_local.services.tending import FAILED, PENDING, READY, TERMINATING, Tending, instance_status
from spcs_local.services.tokens import TokenFiles
from spcs_local.specification import parse

if TYPE_CHECKING:
    from spcs_local.account import Account


class Reconciler:
    """Drives one service after the other."""

    def __init__(self, account: Account, port: ContainerPort, store: Store, pace: Pace) -> None:
        self._account = account
        self._port = port
        self._store = store
        self._pace = pace
        self._tokens = TokenFiles(account.settings.home.resolve() / "tokens", account.issue_service_token)
        self._launcher = Launcher(account, port, store, self._tokens)
        self._snapshots = SnapshotTaker(account, port, self._launcher.volumes)
        self._instances = Instances(account, port, store, self._launcher)
        self._jobs = JobDriver(account, port, store, pace, self._launcher, self._tokens, self._instances)
        self._started = time.time()
        self.addresses: dict[int, str | None] = {}  # of the first READY instance, by service
        self.visits: dict[int, float] = {}  # when somebody last came through the ingress

    def reconcile(self, service_id: int) -> None:
        """Look at one service once."""
        row = self._store.service(service_id)
        if row is None:
            return
        found = self._account.objects.get(service_id)
        if row.job is not None:
            self.addresses[row.id] = self._jobs.drive(row, found)
        elif row.suspended:
            self._suspend(row)
        else:
            self._drive(row, found)

    def remove_strays(self) -> None:
        """Take away what was made for a moment, and left by an account that was killed in it; before anything else."""
        for state in self._port.containers():
            if not {SERVICE_LABEL, PART_LABEL} & state.labels.keys():
                self._port.remove(state.name, grace_seconds=0)
        self._port.remove_unused()

    def removable(self, under_way: Iterable[int]) -> list[str]:
        """Volumes to be removed, without those that a look at their service, begun before its DROP, may still use."""
        doomed = self._launcher.volumes.doomed()
        held = tuple(names.service(self._account.settings.id, service_id) for service_id in under_way)
        return [name for name in doomed if not name.startswith(held)]

    def sweep(self, volumes: Iterable[str]) -> None:
        """Take away what belongs to no service any more, and these volumes; DROP leaves it to this."""
        containers = self._port.containers()  # before the services: the row of a new one comes before its containers
        services = {row.id for row in self._store.services()}
        if services:
            self._launcher.open_ways()
        for state in containers:
            owner = state.labels.get(SERVICE_LABEL)
            if owner is not None and int(owner) not in services:
                self._port.remove(state.name)
        self._launcher.keep_files(services)
        if services:
            self._launcher.relay()
        self._launcher.volumes.remove_doomed(self._port, volumes)
        self._jobs.forget_old()

    def take_snapshots(self) -> None:
        """Apart from the rest, as copies may take long."""
        self._snapshots.look()

    def _suspend(self, row: ServiceRow) -> None:
        instances = self._store.instances(row.id)
        for instance in reversed(instances):
            self._instances.stop(instance)
        if row.status != "SUSPENDED":
            self._store.conclude(row, status="SUSPENDED", suspended_on=time.time(), upgrading=0)
        self.addresses.pop(row.id, None)

    def _drive(self, row: ServiceRow, found: StoredObject) -> None:
        pool = self._account.objects.get(row.pool_id)
        if pool["state"] not in UP:
            self._settle(row, found)
            return
        self._upgrade(row)
        self._scale(row, found, pool)
        self._tokens.refresh(row.id, str(found.path), found.owner or "")
        self._launcher.refresh_secrets(found, parse(row.revision.specification))
        for instance in self._store.placed(row.id):
            self._tend(found, pool, instance)
        self._settle(row, found)
        self._rest(row, found)

    def _rest(self, row: ServiceRow, found: StoredObject) -> None:
        """Suspend what nobody visited for AUTO_SUSPEND_SECS; traffic between services is not seen."""
        since = max(self._started, row.resumed_on or 0, self.visits.get(row.id, 0))
        limit = found["AUTO_SUSPEND_SECS"]
        if limit and row.status == "RUNNING" and self._pace.due(since, limit):
            self._store.set_service(row.id, suspended=1, status="SUSPENDING")

    def _upgrade(self, row: ServiceRow) -> None:
        """Replace one instance of an old revision, the highest first, when the newer ones are ready."""
        instances = self._store.instances(row.id)
        old = [i for i in instances if i.revision.digest != row.revision.digest]
        new = [i for i in instances if i not in old]
        if old and all(instance.status == READY for instance in new):
            self._instances.stop(old[-1])

    def _scale(self, row: ServiceRow, found: StoredObject, pool: StoredObject) -> None:
        wanted = int(found["MIN_INSTANCES"])
        for instance in reversed(self._store.instances(row.id)):
            if instance.number >= wanted or instance.status == TERMINATING:  # so it was when the account was killed
                self._instances.stop(instance)
        self._instances.add(row, found, wanted)
        self._instances.place(row, pool)

    def _tend(self, found: StoredObject, pool: StoredObject, instance: InstanceRow) -> None:
        launch = self._launcher.launch(found, pool, instance)
        credentials = self._account.registry.pull_credentials()
        Tending(self._port, self._store, self._pace, launch, credentials).look()
        status = instance_status(self._store.containers(found.id, instance.number))
        if status != instance.status:
            started = {"started_on": time.time()} if status == READY else {}
            self._store.set_instance(instance, status=status, **started)

    def _settle(self, row: ServiceRow, found: StoredObject) -> None:
        """The service's status, from its instances'."""
        instances = self._store.instances(row.id)
        ready = [instance for instance in instances if instance.status == READY]
        current = self._store.service(row.id)
        if current is None or current.suspended:
            return
        if any(instance.status == FAILED for instance in instances):
            status = "FAILED"
        else:
            status = "RUNNING" if len(ready) >= found["MIN_READY_INSTANCES"] else PENDING
        digests = {instance.revision.digest for instance in ready}
        done = len(ready) >= int(found["MIN_INSTANCES"]) and digests == {current.revision.digest}
        # an upgrade that fails ends with it, or whoever waits for it would wait for ever
        done = done or any(i.status == FAILED and i.revision.digest == current.revision.digest for i in instances)
        changes = {"status": status, "ever_ran": current.ever_ran or status == "RUNNING"}
        changes["upgrading"] = current.upgrading and not done
        if any(getattr(current, name) != value for name, value in changes.items()):
            self._store.conclude(current, **changes)
        self.addresses[row.id] = self._instances.address(ready[0]) if ready else None
