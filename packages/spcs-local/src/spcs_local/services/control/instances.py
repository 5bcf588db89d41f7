"""Instances of services and jobs: added, given room on nodes, ended."""

from __future__ import annotations

import contextlib
from itertools import islice

from spcs_local.containers.port import ContainerError, ContainerPort
from spcs_local.model.account_model import AccountModel
from spcs_local.model.objects import StoredObject
from spcs_local.services import names
from spcs_local.services.control.container_supervisor import LOG_LINES
from spcs_local.services.placement.nodes import occupied, requested
from spcs_local.services.planning.instance_plan import NAME_LABEL, SERVICE_LABEL
from spcs_local.services.planning.instance_planner import InstancePlanner
from spcs_local.services.records.rows import InstanceRow, ServiceRow
from spcs_local.services.records.store import Store
from spcs_local.services.states import STARTING, InstanceStatus, PoolState

# for room on a node; the others are made when these have some: each has a specification of its own
MOST_WAITING = 10


class Instances:
    """What services and jobs do alike with theirs."""

    def __init__(self, model: AccountModel, containers: ContainerPort, store: Store, planner: InstancePlanner) -> None:
        self._model = model
        self._containers = containers
        self._store = store
        self._planner = planner

    def add(self, row: ServiceRow, found: StoredObject, wanted: int) -> None:
        """Those of the wanted number that are not there, as far as few wait for room, unless a namesake still ends."""
        instances = self._store.instances(row.id)
        present = {instance.number for instance in instances}
        if len(present) < wanted and self._namesake_ends(row, found):
            return
        names_of = [container.name for container in row.revision.specification.containers]
        waiting = sum(not instance.placed for instance in instances)
        missing = (number for number in range(wanted) if number not in present)
        for number in islice(missing, max(MOST_WAITING - waiting, 0)):
            self._add(row, number, names_of)

    def _namesake_ends(self, row: ServiceRow, found: StoredObject) -> bool:
        """Whether a dropped service of the same name still ends: both would answer to one DNS name."""
        return any(
            state.labels.get(NAME_LABEL) == str(found.path) and state.labels.get(SERVICE_LABEL) != str(row.id)
            for state in self._containers.containers()
        )

    def _add(self, row: ServiceRow, number: int, containers: list[str]) -> None:
        with self._model.catalog.transaction():
            if self._store.service(row.id) is not None:
                self._store.add_instance(row.id, number, row.revision, dict.fromkeys(containers, STARTING))

    def place(self, row: ServiceRow, pool: StoredObject) -> None:
        """Give room to the instances that have none, as far as there is any; the others say what is lacking."""
        placed = False
        for instance in self._store.instances(row.id):
            if instance.placed:
                continue
            with self._model.catalog.transaction():
                nodes, wanted = occupied(self._store, pool), requested(instance.revision.specification)
                fits = nodes.place(wanted)
                placed = placed or fits
                if fits:
                    self._store.set_instance(instance, placed=1)
                    self._activate(row.pool_id)
                for container in self._store.containers(row.id, instance.number):
                    self._store.set_container(container, message=STARTING if fits else nodes.lacking(wanted))
        if placed:
            self._planner.tell_gate()  # before it runs, or its first connection would fail

    def _activate(self, pool_id: int) -> None:
        pool = self._model.objects.get(pool_id)
        if pool["state"] == PoolState.IDLE:
            self._model.objects.change(pool, {"state": PoolState.ACTIVE, "since": self._model.clock()})

    def stop(self, instance: InstanceRow) -> None:
        """End an instance: nobody finds it by name, its containers have the time that they are given, volumes go.

        What has the network of the others ends last.
        """
        if instance.status != InstanceStatus.TERMINATING:
            self._store.set_instance(instance, status=InstanceStatus.TERMINATING)
            self._planner.tell_gate()
        settings = self._model.settings
        specification = instance.revision.specification
        for container in reversed(specification.containers):
            name = names.container(settings.id, instance.service_id, instance.number, container.name)
            with contextlib.suppress(ContainerError):  # an engine may keep no logs
                lines = self._containers.log_lines(name, LOG_LINES)
                self._store.kept_logs.keep(instance.service_id, instance.number, container.name, lines)
            self._containers.remove(name)
        self._containers.remove(names.holder(settings.id, instance.service_id, instance.number))
        for volume in specification.volumes:
            if volume.kind == "local":
                name = names.volume(settings.id, instance.service_id, volume.name, instance.number)
                self._planner.volumes.remove(self._containers, name)
        self._store.remove_instance(instance)

    def address(self, instance: InstanceRow) -> str | None:
        """Where it is reached: the address of what has its network."""
        account, leader = self._model.settings.id, instance.revision.specification.containers[0].name
        holder = names.holder(account, instance.service_id, instance.number)
        leading = names.container(account, instance.service_id, instance.number, leader)
        state = self._containers.inspect(holder) or self._containers.inspect(leading)
        return state.address if state else None
