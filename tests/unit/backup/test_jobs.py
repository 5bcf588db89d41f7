"""Jobs beside Milvus: what they are made of, and how they end."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from components.backup.jobs import MOUNT, ROOT, Jobs, Keeper
from components.backup.services import BackupError
from components.found_services import FoundService, FoundServices
from components.recovery.account import Account
from components.session import Row, StatementError
from components.sql import SchemaObject
from tests.unit.fake_service import FakeTime

SPEC = """
spec:
  containers:
    - name: milvus
      image: /a/b/c/milvus:1
    - name: keeper
      image: /a/b/c/keeper:1
      secrets:
        - {snowflakeSecret: {objectName: MILVUS_ROOT}, directoryPath: /run/secrets/milvus/root}
        - {snowflakeSecret: {objectName: MILVUS_NOTEBOOK}, directoryPath: /run/secrets/milvus/notebook}
  endpoints:
    - {name: grpc, port: 19530, protocol: TCP}
"""


def service(text: str, name: str = "MILVUS") -> FoundService:
    return FoundService(SchemaObject.of("D", "S", name), "OWNER", "RUNNING", "POOL", 1, text)


def keeper(text: str = SPEC) -> Keeper | None:
    return Keeper.of(FoundServices((service(text),), ()))


@dataclass
class Session:
    """A job is in these states, one after the other, and has said so many of its lines by then."""

    states: list[str]
    lines: tuple[str, ...] = ("one", "two")
    statements: list[str] = field(default_factory=list)
    role: str = ""
    refused: StatementError | None = None

    def as_role(self, role: str) -> Session:
        self.role = role
        return self

    def rows(self, statement: str) -> list[Row]:
        self.statements.append(statement)
        if self.refused:
            raise self.refused
        if statement.startswith("DESCRIBE"):
            return [{"status": self.states.pop(0) if len(self.states) > 1 else self.states[0]}]
        if "GET_SERVICE_LOGS" in statement:
            if self.states[0] == "PENDING":
                raise StatementError(1, "no container")
            return [{"log": "\n".join(self.lines)}]
        return []


def run(session: Session, text: str = SPEC) -> tuple[list[str], list[str]]:
    """What the job has said, and what was shown of it."""
    shown: list[str] = []
    found = keeper(text)
    assert found is not None
    jobs = Jobs(cast("Account", session), found, 60, shown.append, FakeTime().clock)
    return jobs.run("MILVUS_EXPORT_1", ["export", f"{MOUNT}/x"], SchemaObject.of("D", "S", "DATA")), shown


def test_run_to_its_end_as_the_services_owner_and_leave_nothing() -> None:
    session = Session(["PENDING", "RUNNING", "RUNNING", "DONE"])
    assert run(session) == (["one", "two"], ["one", "two"])
    assert session.role == "OWNER"
    begun, *_, dropped = session.statements
    assert begun.startswith('EXECUTE JOB SERVICE IN COMPUTE POOL "POOL" NAME = "D"."S"."MILVUS_EXPORT_1" ASYNC = TRUE')
    assert dropped == 'DROP SERVICE IF EXISTS "D"."S"."MILVUS_EXPORT_1" FORCE'


def test_specify_image_secret_and_stage() -> None:
    session = Session(["DONE"])
    run(session)
    found = re.search(r"\$\$(.*)\$\$", session.statements[0], re.DOTALL)
    assert found
    spec: dict[str, Any] = json.loads(found[1])["spec"]
    (container,) = spec["containers"]
    assert container["args"] == ["export", "--milvus", "milvus:19530", "--secret", ROOT, "/run/backup/x"]
    assert container["image"] == "/a/b/c/keeper:1"
    assert container["secrets"] == [{"snowflakeSecret": {"objectName": "MILVUS_ROOT"}, "directoryPath": ROOT}]
    assert spec["volumes"][0]["stageConfig"] == {"name": "@D.S.DATA"}


def test_show_the_last_lines_that_a_short_job_has_said() -> None:
    assert run(Session(["DONE"])) == (["one", "two"], ["one", "two"])


def test_say_why_a_job_has_failed() -> None:
    session = Session(["RUNNING", "FAILED"], ("export: a", "error: there is a already. To do: REPLACE=1"))
    with pytest.raises(BackupError, match=r"ended with FAILED: .*there is a already\. To do: REPLACE=1"):
        run(session)
    assert session.statements[-1].startswith("DROP SERVICE")


def test_say_why_a_job_does_not_begin() -> None:
    session = Session(["PENDING"])
    with pytest.raises(BackupError, match=r"did not begin within 60 s\. To do: see with DESCRIBE COMPUTE POOL POOL"):
        run(session)
    assert session.statements[-1].startswith("DROP SERVICE")


@pytest.mark.parametrize("number", [2003, 2043])
def test_say_who_has_to_get_what_where_the_stage_is_not_the_owners(number: int) -> None:
    session = Session([], refused=StatementError(number, "Database 'D' does not exist or not authorized."))
    wanted = (
        r"^@D\.S\.DATA is not there, or role OWNER may not use it.*says: Database 'D' does not exist.*"
        r"GRANT USAGE ON DATABASE D TO ROLE OWNER; GRANT USAGE ON SCHEMA D\.S TO ROLE OWNER; "
        r"GRANT READ, WRITE ON STAGE D\.S\.DATA TO ROLE OWNER$"
    )
    with pytest.raises(BackupError, match=wanted):
        run(session)
    assert len(session.statements) == 1


def test_say_what_else_the_account_refuses() -> None:
    with pytest.raises(StatementError, match="no room"):
        run(Session([], refused=StatementError(1, "no room")))


def test_find_the_keeper_wherever_it_is() -> None:
    node = service("spec: {containers: [{name: etcd, image: /a/b/c/etcd:1}]}", "ETCD")
    found = Keeper.of(FoundServices((node,), (service(SPEC, "TEAM_MILVUS"),)))
    assert found is not None
    assert found.milvus == "team-milvus:19530"
    assert Keeper.of(FoundServices((node,), ())) is None


def test_sign_in_as_nobody_where_there_is_no_secret() -> None:
    found = keeper(re.sub(r"      secrets:\n.*\n.*\n", "", SPEC))
    assert found is not None
    container = json.loads(found.specification(["export", "x"], None))["spec"]["containers"][0]
    assert container["args"] == ["export", "--milvus", "milvus:19530", "x"]
    assert "secrets" not in container
