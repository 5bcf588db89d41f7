"""One look at one instance: what is missing starts, what crashed starts again, what answers its probe is ready."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from spcs_local.containers.port import ContainerError, ContainerPort, ContainerState, ImageMissingError
from spcs_local.errors import SnowflakeError
from spcs_local.services.control.pace import Pace
from spcs_local.services.control.probes import Probes
from spcs_local.services.planning.instance_plan import REVISION_LABEL, InstancePlan
from spcs_local.services.records.rows import ContainerRow
from spcs_local.services.records.store import Store
from spcs_local.services.states import STARTING, ContainerStatus, InstanceStatus
from spcs_local.specification import Container

CRASHES_TO_FAIL = 5  # in a row; it is tried again nevertheless, as crashes may end
LONGEST_PAUSE = 60.0
STEADY_SECONDS = 60.0  # a crash after so long is the first in a row again
RUNNING = "Running"
GONE = "Container is gone"
LIVENESS = "Liveness probe is failing"
KILLED = 137
LOG_LINES = 2000


@dataclass(frozen=True)
class ContainerSupervisor:
    """Moves the containers of an instance on, and writes down what it saw."""

    containers: ContainerPort
    store: Store
    pace: Pace
    probes: Probes
    plan: InstancePlan
    credentials: tuple[str, str]

    def look(self) -> None:
        """One look at every container, the first one first: without a holder the others share its network."""
        if not self._held():
            return
        rows = self._rows()
        for container in self.plan.specification.containers:
            row = rows.get(container.name)
            if row is None or not self._look(container, row):
                return

    def _rows(self) -> dict[str, ContainerRow]:
        return {row.name: row for row in self.store.containers(self.plan.service.id, self.plan.instance.number)}

    def _held(self) -> bool:
        """Whether the network is there that the containers join, with its rules in force."""
        holders, holder = self.plan.holders, self.plan.holder
        if holders is None or holder is None or holders.holds(self.containers.inspect(holder)):
            return True
        first = next(iter(self._rows().values()), None)
        if first is None or self.pace.clock() < first.next_look:
            return False
        self._network_gone(self.plan.specification.containers)
        try:
            self.containers.run(self.plan.hold(holders))
        except ContainerError as error:
            self._refused(first, error)
            return False
        return True

    def _look(self, container: Container, row: ContainerRow) -> bool:
        """Whether it runs, so that the next one can."""
        state = self.containers.inspect(self.plan.name(container))
        if state is not None and state.labels.get(REVISION_LABEL) != self.plan.instance.revision.digest:
            self.containers.remove(state.name)
            state = None
        if state is not None and state.status == "running":
            if self._alive(container, row, state):
                self._running(container, row, state)
                return True
            state = replace(state, message=LIVENESS)
        if state is not None and row.started_on is not None:
            row = self._crashed(container, row, state)
        elif row.started_on is not None:
            row = self._write(row, status=ContainerStatus.PENDING, message=GONE, started_on=None)
        return self.pace.clock() >= row.next_look and self._start(container, row)

    def _start(self, container: Container, row: ContainerRow) -> bool:
        first, *others = self.plan.specification.containers
        if container is first and self.plan.holder is None:
            self._network_gone(others)
        again = row.last_exit_code is not None or row.message == GONE
        try:
            self._run(container)
        except (ContainerError, SnowflakeError) as error:  # a stage that was dropped, a right that was taken away
            self._refused(row, error)
            return False
        now = self.pace.clock()
        restarted = {"restart_count": row.restart_count + 1, "last_restart_on": now} if again else {}
        status = ContainerStatus.FAILED if row.crashes >= CRASHES_TO_FAIL else ContainerStatus.PENDING
        fresh = {"status": status, "message": RUNNING, "started_on": now, "failed_probes": 0, "next_look": 0.0}
        row = self._write(row, **fresh, **restarted)
        state = self.containers.inspect(self.plan.name(container))
        if state is not None and state.status == "running":
            self._running(container, row, state)
        return True

    def _run(self, container: Container) -> None:
        self.containers.pull(self.plan.image(container), *self.credentials)
        for need in self.plan.needs():
            self.plan.volumes.prepare(self.containers, need)
        self.containers.run(self.plan.container(container))

    def _network_gone(self, containers: Iterable[Container]) -> None:
        """What shared a network that went starts anew."""
        rows = self._rows()
        for container in containers:
            self.containers.remove(self.plan.name(container))
            if rows[container.name].started_on is not None:
                self._write(rows[container.name], status=ContainerStatus.PENDING, message=STARTING, started_on=None)

    def _running(self, container: Container, row: ContainerRow, state: ContainerState) -> None:
        if row.started_on is None:  # it was started just before the account was killed
            row = self._write(row, started_on=state.started_at or self.pace.clock())
        probe = container.readiness_probe
        if probe is None:
            # one that failed has to run for a while before it is trusted again
            trusted = row.crashes < CRASHES_TO_FAIL or self.pace.clock() - (row.started_on or 0) > STEADY_SECONDS
            if row.status != ContainerStatus.READY and trusted:
                self._write(row, status=ContainerStatus.READY, message=RUNNING)
            return
        if self.pace.clock() < row.next_look:
            return
        next_look = self.pace.at(
            probe.period_seconds if row.status == ContainerStatus.READY else min(1, probe.period_seconds)
        )
        ready = self.probes.ask(state.name, row.started_on, probe.port, probe.path)
        if ready is None:
            return
        if ready:
            self._write(
                row, status=ContainerStatus.READY, message=RUNNING, crashes=0, failed_probes=0, next_look=next_look
            )
            return
        failures = row.failed_probes + 1
        if row.status == ContainerStatus.READY and failures < probe.failure_threshold:
            self._write(row, failed_probes=failures, next_look=next_look)
            return
        message = f"Readiness probe is failing at path: {probe.path}, port: {probe.port}"
        status = ContainerStatus.FAILED if row.crashes >= CRASHES_TO_FAIL else ContainerStatus.PENDING
        self._write(row, status=status, message=message, failed_probes=failures, next_look=next_look)

    def _alive(self, container: Container, row: ContainerRow, state: ContainerState) -> bool:
        """False when the liveness probe went unanswered too often."""
        probe = container.liveness_probe
        if probe is None or row.status != ContainerStatus.READY or self.pace.clock() < row.next_liveness:
            return True
        alive = self.probes.ask(state.name, row.started_on, probe.port, probe.path)
        if alive is None:
            return True
        failures = 0 if alive else row.failed_liveness + 1
        if failures < probe.failure_threshold:
            self._write(row, failed_liveness=failures, next_liveness=self.pace.at(probe.period_seconds))
            return True
        return False

    def _crashed(self, container: Container, row: ContainerRow, state: ContainerState) -> ContainerRow:
        """Keep what it said, take it away, and wait a little longer each time."""
        steady = self.pace.clock() - (row.started_on or 0) > STEADY_SECONDS
        crashes = 1 if steady else row.crashes + 1
        log = self.containers.logs(state.name, LOG_LINES)
        with contextlib.suppress(ContainerError):  # an engine may keep no logs
            lines = self.containers.log_lines(state.name, LOG_LINES)
            self.store.kept_logs.keep(row.service_id, row.number, row.name, lines)
        self.containers.remove(self.plan.name(container))
        status = ContainerStatus.FAILED if crashes >= CRASHES_TO_FAIL else ContainerStatus.PENDING
        exited = f"Container exited with code {state.exit_code}"
        message = ": ".join(part for part in (exited if state.status == "exited" else "", state.message) if part)
        return self._write(
            row,
            status=status,
            message=message,
            crashes=crashes,
            started_on=None,
            last_exit_code=state.exit_code if state.exit_code is not None else KILLED,
            failed_liveness=0,
            next_liveness=0.0,
            previous_log=log,
            next_look=self.pace.at(min(2.0 ** (crashes - 1), LONGEST_PAUSE)),
        )

    def _refused(self, row: ContainerRow, error: Exception) -> None:
        missing = isinstance(error, ImageMissingError)
        crashes = row.crashes + 1
        self._write(
            row,
            status=ContainerStatus.FAILED if missing or crashes >= CRASHES_TO_FAIL else ContainerStatus.PENDING,
            message=f"Failed to pull image: {error}" if missing else str(error),
            crashes=crashes,
            next_look=self.pace.at(min(2.0 ** (crashes - 1), LONGEST_PAUSE)),
        )

    def _write(self, row: ContainerRow, **values: object) -> ContainerRow:
        return self.store.set_container(row, **values)


def instance_status(rows: list[ContainerRow]) -> InstanceStatus:
    """READY when every container is, FAILED when one has failed."""
    statuses = {row.status for row in rows}
    if ContainerStatus.FAILED in statuses:
        return InstanceStatus.FAILED
    return InstanceStatus.READY if statuses == {ContainerStatus.READY} else InstanceStatus.PENDING
