"""A session with an account that holds one service, and a clock that costs no time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from components.resting import Clock
from components.session import DOES_NOT_EXIST, Row, StatementError


@dataclass(frozen=True)
class Look:
    """What the account shows of the service at one moment."""

    status: str = "RUNNING"
    digest: str = "new"
    running_digest: str = "new"
    upgrading: bool = False
    instance: str = "READY"
    container: str = "READY"
    message: str = ""
    restarts: int = 0
    url: str = "abc-acme-dev.snowflakecomputing.app"
    spec: str = "spec: {}"


@dataclass
class FakeSession:
    """Shows one look after the other; the last one stays. `after_send` is what a sent specification leads to."""

    looks: list[Look]
    log: str = "first line\nlast line"
    later_logs: list[str] = field(default_factory=list)
    previous_log: str = ""
    after_send: list[Look] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    uploads: dict[str, str] = field(default_factory=dict)

    def rows(self, statement: str) -> list[Row]:
        self.statements.append(statement)
        if not self.looks:
            raise StatementError(DOES_NOT_EXIST, "002003 (02000): the object does not exist or not authorized.")
        if statement.startswith("ALTER SERVICE"):
            end = "SUSPENDED" if statement.endswith(" SUSPEND") else "RUNNING"
            self.looks = self.after_send or [replace(self.looks[-1], status=end)]
            return []
        if "GET_SERVICE_LOGS" in statement:
            if statement.endswith(", TRUE)"):
                return [{"log": self.previous_log}]
            shown = self.log
            self.log = self.later_logs.pop(0) if self.later_logs else shown
            return [{"log": shown}]
        if statement.startswith("DESCRIBE COMPUTE POOL"):
            return [{"state": "STARTING", "active_nodes": 0, "max_nodes": 1, "status_message": "Waiting for a node"}]
        return self._show(statement)

    def put(self, content: str, file: str, target: str) -> None:
        self.uploads[f"{target}/{file}"] = content

    @property
    def altered(self) -> list[str]:
        return [statement for statement in self.statements if statement.startswith("ALTER")]

    def _show(self, statement: str) -> list[Row]:
        if statement.startswith(("DESCRIBE SERVICE", "SHOW SERVICES")):
            look = self._next()
            upgrading = str(look.upgrading).lower()
            shown = {"status": look.status, "is_upgrading": upgrading, "spec_digest": look.digest}
            return [{"name": "MILVUS", **shown, "dns_name": "m.x.svc", "compute_pool": "P", "spec": look.spec}]
        look = self.current
        if look.status == "SUSPENDED" or look.instance == "":
            return [{"instance_id": None}] if "ENDPOINTS" not in statement else []
        if "INSTANCES" in statement:
            return [{"instance_id": 0, "status": look.instance, "spec_digest": look.running_digest}]
        if "CONTAINERS" in statement:
            shown = {"container_name": "milvus", "status": look.container, "message": look.message}
            of_image = {"image_digest": "sha256:1", "restart_count": look.restarts}
            return [{"instance_id": 0, "instance_status": look.instance, **of_image, **shown}]
        private = {"name": "grpc", "is_public": "false", "ingress_url": None}
        return [private, {"name": "notebook", "is_public": "true", "ingress_url": look.url}]

    def _next(self) -> Look:
        self.current = self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]
        return self.current

    current: Look = field(default_factory=Look)

    def opened(self, role: str) -> FakeSession:
        self.role = role
        return self


class FakeTime:
    def __init__(self) -> None:
        self.seconds = 0.0

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: self.seconds, sleep=self._sleep)

    def _sleep(self, seconds: float) -> None:
        self.seconds += seconds
