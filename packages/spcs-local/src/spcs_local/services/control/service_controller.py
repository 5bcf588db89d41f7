"""From what is wanted to what runs, one service at a time. The container port is called outside of transactions."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from spcs_local.containers.port import ContainerPort
from spcs_local.model.account_model import AccountModel
from spcs_local.model.objects import StoredObject
from spcs_local.relay import PART_LABEL
from spcs_local.services import names
from spcs_local.services.control.container_supervisor import ContainerSupervisor, instance_status
from spcs_local.services.control.instances import Instances
from spcs_local.services.control.job_controller import JobController
from spcs_local.services.control.pace import Pace
from spcs_local.services.control.probes import Probes
from spcs_local.services.control.snapshot_controller import SnapshotController
from spcs_local.services.planning.instance_plan import SERVICE_LABEL
from spcs_local.services.planning.instance_planner import InstancePlanner
from spcs_local.services.planning.token_files import TokenFiles
from spcs_local.services.reachability import Reachability
from spcs_local.services.records.rows import InstanceRow, ServiceRow
from spcs_local.services.records.store import Store
from spcs_local.services.states import POOLS_UP, InstanceStatus, ServiceStatus

_AT_ONCE = 32


class ServiceController:
    """Drives one service after the other."""

    def __init__(
        self,
        model: AccountModel,
        containers: ContainerPort,
        store: Store,
        pace: Pace,
        probes: Probes,
        reachability: Reachability,
    ) -> None:
        self._model = model
        self._containers = containers
        self._store = store
        self._pace = pace
        self._probes = probes
        self._reachability = reachability
        self._tokens = TokenFiles(model.settings.home.resolve() / "tokens", model.issue_service_token)
        self._planner = InstancePlanner(model, containers, store, self._tokens)
        self._snapshots = SnapshotController(model, containers, self._planner.volumes)
        self._instances = Instances(model, containers, store, self._planner)
        self._jobs = JobController(model, containers, store, pace, probes, self._planner, self._tokens, self._instances)
        self._started = self._pace.clock()

    def reconcile(self, service_id: int) -> None:
        """Look at one service once."""
        row = self._store.service(service_id)
        if row is None:
            return
        found = self._model.objects.get(service_id)
        if row.job is not None:
            self._reachability.addresses[row.id] = self._jobs.drive(row, found)
        elif row.suspended:
            self._suspend(row)
        else:
            self._drive(row, found)

    def remove_strays(self) -> None:
        """Take away what was made for a moment, and left by an account that was killed in it; before anything else."""
        for state in self._containers.containers():
            if not {SERVICE_LABEL, PART_LABEL} & state.labels.keys():
                self._containers.remove(state.name, grace_seconds=0)
        self._containers.remove_unused()

    def removable(self, under_way: Iterable[int]) -> list[str]:
        """Volumes to be removed, without those that a look at their service, begun before its DROP, may still use."""
        doomed = self._planner.volumes.doomed()
        held = tuple(names.service(self._model.settings.id, service_id) for service_id in under_way)
        return [name for name in doomed if not name.startswith(held)]

    def sweep(self, volumes: Iterable[str]) -> None:
        """Take away what belongs to no service any more, and these volumes; DROP leaves it to this."""
        # before the services: the row of a new one comes before its containers
        containers = self._containers.containers()
        services = {row.id for row in self._store.services()}
        gone = [it for it in containers if SERVICE_LABEL in it.labels and int(it.labels[SERVICE_LABEL]) not in services]
        for networks in (False, True):  # which go last
            self._end([it.name for it in gone if (PART_LABEL in it.labels) == networks])
        self._planner.keep_files(services)
        self._planner.volumes.remove_doomed(self._containers, volumes)
        self._jobs.forget_old()

    def _end(self, gone: Iterable[str]) -> None:
        """All at once: each has its time to end, which others do not have to wait for."""
        with ThreadPoolExecutor(_AT_ONCE, "sweep") as workers:
            for ended in [workers.submit(self._containers.remove, name) for name in gone]:
                ended.result()

    def tend_gate(self) -> None:
        """Have what leads out run, and know what services and integrations there are; apart, as removals take long."""
        if self._store.services():
            self._planner.tell_gate()
            self._planner.relay()

    def take_snapshots(self) -> None:
        """Apart from the rest, as copies may take long."""
        self._snapshots.look()

    def _suspend(self, row: ServiceRow) -> None:
        instances = self._store.instances(row.id)
        for instance in reversed(instances):
            self._instances.stop(instance)
        if row.status != ServiceStatus.SUSPENDED:
            self._store.conclude(row, status=ServiceStatus.SUSPENDED, suspended_on=self._pace.clock(), upgrading=0)
        self._reachability.addresses.pop(row.id, None)

    def _drive(self, row: ServiceRow, found: StoredObject) -> None:
        pool = self._model.objects.get(row.pool_id)
        if pool["state"] not in POOLS_UP:
            self._settle(row, found)
            return
        self._upgrade(row)
        self._scale(row, found, pool)
        self._tokens.refresh(row.id, found.owner_id)
        self._planner.refresh_secrets(found, row.revision.specification)
        for instance in self._store.placed(row.id):
            self._supervise(found, pool, instance)
        self._settle(row, found)
        self._rest(row, found)

    def _rest(self, row: ServiceRow, found: StoredObject) -> None:
        """Suspend what nobody visited for AUTO_SUSPEND_SECS while it ran; traffic between services is not seen.

        These seconds are the user's, and none of a state's: they pass by the clock in every progression.
        """
        limit = found["AUTO_SUSPEND_SECS"]
        ready = [instance.started_on or 0 for instance in self._store.instances(row.id)]
        since = max(self._started, self._reachability.visited(row.id), *ready)
        if limit and row.status == ServiceStatus.RUNNING and self._pace.clock() >= since + limit:
            self._store.set_service(row.id, suspended=1, status=ServiceStatus.SUSPENDING)

    def _upgrade(self, row: ServiceRow) -> None:
        """Replace one instance of an old revision, the highest first, when the newer ones are ready."""
        instances = self._store.instances(row.id)
        old = [i for i in instances if i.revision.digest != row.revision.digest]
        new = [i for i in instances if i not in old]
        if old and all(instance.status == InstanceStatus.READY for instance in new):
            self._instances.stop(old[-1])

    def _scale(self, row: ServiceRow, found: StoredObject, pool: StoredObject) -> None:
        wanted = int(found["MIN_INSTANCES"])
        for instance in reversed(self._store.instances(row.id)):
            # TERMINATING: so it was when the account was killed
            if instance.number >= wanted or instance.status == InstanceStatus.TERMINATING:
                self._instances.stop(instance)
        self._instances.add(row, found, wanted)
        self._instances.place(row, pool)

    def _supervise(self, found: StoredObject, pool: StoredObject, instance: InstanceRow) -> None:
        plan = self._planner.plan(found, pool, instance)
        credentials = self._model.registry.pull_credentials()
        ContainerSupervisor(self._containers, self._store, self._pace, self._probes, plan, credentials).look()
        status = instance_status(self._store.containers(found.id, instance.number))
        if status != instance.status:
            started = {"started_on": self._pace.clock()} if status == InstanceStatus.READY else {}
            self._store.set_instance(instance, status=status, **started)

    def _settle(self, row: ServiceRow, found: StoredObject) -> None:
        """The service's status, from its instances'."""
        instances = self._store.instances(row.id)
        ready = [instance for instance in instances if instance.status == InstanceStatus.READY]
        current = self._store.service(row.id)
        if current is None or current.suspended:
            return
        if any(instance.status == InstanceStatus.FAILED for instance in instances):
            status = ServiceStatus.FAILED
        else:
            status = ServiceStatus.RUNNING if len(ready) >= found["MIN_READY_INSTANCES"] else ServiceStatus.PENDING
        digests = {instance.revision.digest for instance in ready}
        done = len(ready) >= int(found["MIN_INSTANCES"]) and digests == {current.revision.digest}
        # an upgrade that fails ends with it, or whoever waits for it would wait for ever
        newest = [instance for instance in instances if instance.revision.digest == current.revision.digest]
        done = done or any(instance.status == InstanceStatus.FAILED for instance in newest)
        changes = {"status": status, "ever_ran": current.ever_ran or status == ServiceStatus.RUNNING}
        changes["upgrading"] = current.upgrading and not done
        if any(getattr(current, name) != value for name, value in changes.items()):
            self._store.conclude(current, **changes)
        self._reachability.addresses[row.id] = self._instances.address(ready[0]) if ready else None
