"""One look at one instance of a job: what is missing starts, and what ended has ended: nothing starts twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spcs_local.containers.port import ContainerState
from spcs_local.services.control.container_supervisor import GONE, KILLED, ContainerSupervisor
from spcs_local.services.records.rows import ContainerRow
from spcs_local.services.states import ContainerStatus, InstanceStatus
from spcs_local.specification import Container

# the sentence that SYSTEM$GET_SERVICE_STATUS has for a job that is done
COMPLETED = "Completed successfully"


@dataclass(frozen=True)
class JobSupervisor(ContainerSupervisor):
    """Moves the containers of a job's instance on to their end. What has ended stays, for its log."""

    def _network_gone(self, containers: Iterable[Container]) -> None:
        """What has begun ends without one."""

    def _look(self, container: Container, row: ContainerRow) -> bool:
        if row.status in (ContainerStatus.DONE, ContainerStatus.FAILED):
            return True
        state = self.containers.inspect(self.plan.name(container))
        if row.started_on is None and (state is None or state.status == "created"):
            return self.pace.clock() >= row.next_look and self._start(container, row)
        if state is not None and state.status == "running":
            self._running(container, row, state)
        else:
            self._ended(row, state)
        return True

    def _ended(self, row: ContainerRow, state: ContainerState | None) -> None:
        code = KILLED if state is None or state.exit_code is None else state.exit_code
        failed = GONE if state is None else f"Container exited with code {code}"
        self._write(
            row,
            status=ContainerStatus.FAILED if code else ContainerStatus.DONE,
            message=failed if code else COMPLETED,
            last_exit_code=code,
            started_on=row.started_on or (state.started_at if state else None),
        )


def instance_status(rows: list[ContainerRow]) -> InstanceStatus:
    """Over when every container is: then SUCCEEDED, unless one has failed."""
    statuses = {row.status for row in rows}
    over = {ContainerStatus.DONE, ContainerStatus.FAILED}
    if statuses <= over:
        return InstanceStatus.FAILED if ContainerStatus.FAILED in statuses else InstanceStatus.SUCCEEDED
    return InstanceStatus.READY if statuses <= {ContainerStatus.READY, *over} else InstanceStatus.PENDING
