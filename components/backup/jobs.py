"""Jobs of the keeper's image in the stack's pool: they reach Milvus, which nothing outside the account does.

https://docs.snowflake.com/en/sql-reference/sql/execute-job-service
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from components.account_objects import CANNOT_BE_SEEN
from components.backup.services import BackupError
from components.found_services import FoundService, FoundServices
from components.recovery.account import Account
from components.resting import QUICK, QUICK_LOOKS, SLOW, Clock
from components.session import Session, StatementError
from components.sql import Identifier, SchemaObject, dollar_quoted, grants_to_reach, literal

KEEPER = "keeper"  # the container's name, and the image's user
ROOT = "/run/secrets/milvus/root"
MOUNT = "/run/backup"
MILVUS_PORT = 19530
USER = 10001
ENDED = ("DONE", "FAILED", "INTERNAL_ERROR")
LOG_LINES = 1000
RESOURCES = {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"cpu": "1", "memory": "512Mi"}}


@dataclass(frozen=True)
class Keeper:
    """What a job is made of: the image, root's secret, where it runs and as whose, and where Milvus is."""

    image: str
    secrets: tuple[dict[str, Any], ...]
    service: FoundService
    milvus: str

    @classmethod
    def of(cls, services: FoundServices) -> Keeper | None:
        """None for a stack without a keeper beside Milvus."""
        every = services.in_order_of_rest
        milvus = next((it for it in every if MILVUS_PORT in it.ports), None)
        for service in every:
            for container in service.containers:
                if milvus and container["name"] == KEEPER:
                    secrets = [it for it in container.get("secrets") or () if it.get("directoryPath") == ROOT]
                    return cls(container["image"], tuple(secrets), service, f"{milvus.object.name.host}:{MILVUS_PORT}")
        return None

    def specification(self, arguments: Sequence[str], stage: str | None) -> str:
        """`stage` is mounted, if one is given."""
        command, *rest = arguments
        secret = ["--secret", ROOT] if self.secrets else []
        container: dict[str, Any] = {
            "name": KEEPER,
            "image": self.image,
            "args": [command, "--milvus", self.milvus, *secret, *rest],
            "resources": RESOURCES,
        }
        if self.secrets:
            container["secrets"] = list(self.secrets)
        spec: dict[str, Any] = {"containers": [container]}
        if stage:
            container["volumeMounts"] = [{"name": "backup", "mountPath": MOUNT}]
            mounted = {"source": "stage", "uid": USER, "gid": USER, "stageConfig": {"name": stage}}
            spec["volumes"] = [{"name": "backup", **mounted}]
        return json.dumps({"spec": spec}, indent=1)


@dataclass(frozen=True)
class Jobs:
    """`timeout` is in seconds until a job begins; how long one works depends on how much there is."""

    account: Account
    keeper: Keeper
    timeout: int
    report: Callable[[str], None]
    clock: Clock

    def run(self, name: str, arguments: Sequence[str], stage: SchemaObject | None = None) -> list[str]:
        """What it said, to its end. Raises BackupError with its last words, and StatementError."""
        at = self.keeper.service.object
        job = SchemaObject(at.database, at.schema, Identifier(name))
        session = self.account.as_role(self.keeper.service.owner)
        self._begin(session, job, arguments, stage)
        try:
            status, shown = self._wait(session, job)
            lines = _log(session, job)
        finally:
            session.rows(f"DROP SERVICE IF EXISTS {job.quoted} FORCE")
        for line in lines[shown:]:
            self.report(line)
        if status != "DONE":
            said = "; ".join(lines[-3:]) or "it said nothing"
            raise BackupError(f"job {job} ended with {status}: {said.removeprefix('error: ')}")
        return lines

    def _begin(self, session: Session, job: SchemaObject, arguments: Sequence[str], stage: SchemaObject | None) -> None:
        owner, mounted = self.keeper.service.owner, f"@{stage}" if stage else None
        pool = Identifier(self.keeper.service.pool).quoted
        try:
            session.rows(
                f"EXECUTE JOB SERVICE IN COMPUTE POOL {pool} NAME = {job.quoted} "
                f"ASYNC = TRUE FROM SPECIFICATION {dollar_quoted(self.keeper.specification(arguments, mounted))}"
            )
        except StatementError as error:
            if stage is None or error.number not in CANNOT_BE_SEEN:
                raise
            raise BackupError(
                f"{mounted} is not there, or role {owner} may not use it, as which jobs beside Milvus run (the account "
                f"says: {error}). To do: see with SHOW STAGES that it is there; then "
                f"{grants_to_reach(stage.database, stage.schema, owner)}; "
                f"GRANT READ, WRITE ON STAGE {stage} TO ROLE {owner}"
            ) from error

    def _wait(self, session: Session, job: SchemaObject) -> tuple[str, int]:
        """Its last status, and how many lines of what it says were shown."""
        start, looks, shown = self.clock.now(), 0, 0
        while (status := str(session.rows(f"DESCRIBE SERVICE {job.quoted}")[0]["status"])) not in ENDED:
            if status == "PENDING" and self.clock.now() - start > self.timeout:
                raise BackupError(
                    f"job {job} did not begin within {self.timeout} s. To do: see with DESCRIBE COMPUTE POOL "
                    f"{self.keeper.service.pool} that its nodes have room for one more container; then run it again"
                )
            lines = _log(session, job) if status == "RUNNING" else []
            for line in lines[shown:]:
                self.report(line)
            shown = max(shown, len(lines))
            self.clock.sleep(QUICK if looks < QUICK_LOOKS else SLOW)
            looks += 1
        return status, shown


def _log(session: Session, job: SchemaObject) -> list[str]:
    try:
        rows = session.rows(
            f"SELECT SYSTEM$GET_SERVICE_LOGS({literal(job.quoted)}, '0', {literal(KEEPER)}, {LOG_LINES})"
        )
    except StatementError:  # of a container that is not there yet
        return []
    return str(next(iter(rows[0].values())) or "").splitlines() if rows else []
