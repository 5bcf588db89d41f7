"""An account with services on block volumes, whose snapshots hold what the volumes do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from components.backup.services import find_services
from components.deployment import Deployment
from components.found_services import FoundServices
from components.quiet import Quiet
from components.session import DOES_NOT_EXIST, Row, StatementError
from components.snapshots import Snapshots
from components.sql import Identifier
from components.taking import Taking
from tests.unit.fake_service import FakeTime

STACK = "acme/milvus-spcs/dev"
TYPE = "snowflake:index/service:Service"
PLACE = ("MILVUS_DEMO", "PUBLIC")
_NAME = r'"MILVUS_DEMO"\."PUBLIC"\."(\w+)"'


@dataclass
class Service:
    """`volumes` are contents by names; one without any works with others' data. It is ready once those run that it
    `needs`."""

    volumes: dict[str, str] = field(default_factory=dict)
    owner: str = "MILVUS_OWNER_ROLE"
    status: str = "RUNNING"
    needs: tuple[str, ...] = ()
    storage: str | None = None  # the host of the object storage
    instances: int = 1
    images: tuple[str, ...] = ("/a/b/c/d:1",)
    initial: str | None = None  # the snapshot that its volumes begin with

    @property
    def spec(self) -> str:
        begin = f", blockConfig: {{initialContents: {{fromSnapshot: {self.initial}}}}}" if self.initial else ""
        volumes = ", ".join(f"{{name: {name}, source: block, size: 10Gi{begin}}}" for name in self.volumes)
        environment = f", env: {{MINIO_ADDRESS: {self.storage}}}" if self.storage else ""
        containers = ", ".join(f"{{name: c{n}, image: '{it}'{environment}}}" for n, it in enumerate(self.images))
        return f"spec: {{containers: [{containers}], volumes: [{volumes}]}}"


@dataclass
class Kept:
    content: str
    comment: str
    state: str = "CREATED"


@dataclass
class Account:
    """`refused` are beginnings of statements that it refuses."""

    services: dict[str, Service]
    snapshots: dict[str, Kept] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    statements: list[str] = field(default_factory=list)
    time: FakeTime = field(default_factory=FakeTime)
    hours: int = 0

    def now(self) -> datetime:
        """Each time that it is asked an hour has gone."""
        self.hours += 1
        return datetime(2026, 11, 28, self.hours, tzinfo=UTC)

    def rows(self, statement: str) -> list[Row]:
        self.statements.append(statement)
        if statement.startswith(self.refused or ("\0",)):
            raise StatementError(3001, f"refused: {statement.split(' ')[0]}")
        for pattern, answer in _ANSWERS.items():
            if found := re.match(pattern, statement):
                return answer(self, *found.groups())
        raise AssertionError(statement)

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError

    @property
    def deployment(self) -> Deployment:
        inputs = [{"name": name, "database": PLACE[0], "schema": PLACE[1]} for name in self.services]
        resources = [{"urn": it["name"], "type": TYPE, "id": "1", "inputs": it} for it in inputs]
        return Deployment({"deployment": {"resources": resources}})

    def found(self) -> FoundServices:
        return find_services(self.deployment, self, "dev")

    def taking(self, version: str | None = "2.5.27", *, parked: bool = False) -> Taking:
        kept = Snapshots(self, Identifier(PLACE[0]), Identifier(PLACE[1]), STACK, 60, self.time.clock)
        quiet = Quiet(self, 60, lambda _: None, self.time.clock)
        return Taking(kept, STACK, quiet, self.found(), version, parked, self.now)

    @property
    def steps(self) -> list[str]:
        """What was changed, in a few words."""
        changed = [it for it in self.statements if it.startswith(("ALTER", "CREATE", "DROP"))]
        return [re.sub(r'"(?:\w+"\."\w+"\.")?(\w+)"', r"\1", it.partition(" COMMENT")[0]) for it in changed]

    def _describe(self, schema: str, name: str) -> list[Row]:
        if schema != PLACE[1] or name not in self.services:
            raise StatementError(DOES_NOT_EXIST, f"no service {schema}.{name}")
        it = self.services[name]
        about = {
            "status": it.status,
            "owner": it.owner,
            "compute_pool": "",
            "max_instances": it.instances,
            "spec": it.spec,
        }
        return [{**about, "is_upgrading": "false", "spec_digest": "1", "dns_name": name.lower()}]

    def _shown(self, schema: str) -> list[Row]:
        if schema != PLACE[1]:
            raise StatementError(DOES_NOT_EXIST, f"no schema {schema}")
        return [{"name": name} for name in self.services]

    def _instances(self, kind: str, name: str) -> list[Row]:
        if self.services[name].status != "RUNNING":
            return []
        needed = {self.services[it].status for it in self.services[name].needs}
        status = "READY" if needed <= {"RUNNING"} else "PENDING"
        about = {"CONTAINERS": {"container_name": "main", "image_digest": "sha256:1"}}.get(kind, {"spec_digest": "1"})
        return [{**about, "instance_id": it, "status": status} for it in range(self.services[name].instances)]

    def _alter(self, name: str, action: str) -> list[Row]:
        self.services[name].status = {"SUSPEND": "SUSPENDED", "RESUME": "RUNNING"}[action]
        return []

    def _create(self, snapshot: str, service: str, volume: str, comment: str) -> list[Row]:
        assert self.services[service].status == "SUSPENDED"
        self.snapshots[snapshot] = Kept(self.services[service].volumes[volume], comment)
        return []

    def _restore(self, service: str, volume: str, snapshot: str) -> list[Row]:
        assert self.services[service].status == "SUSPENDED"
        self.services[service].volumes[volume] = self.snapshots[snapshot].content
        self.services[service].status = "RUNNING"
        return []

    def _drop(self, snapshot: str) -> list[Row]:
        self.snapshots.pop(snapshot, None)
        return []

    def _list(self) -> list[Row]:
        kept = self.snapshots.items()
        return [{"name": name, "state": it.state, "size": 10, "comment": it.comment} for name, it in kept]


_ANSWERS: dict[str, Callable[..., list[Row]]] = {
    "USE SECONDARY ROLES ALL": lambda _account: [],
    "LIST @": lambda _account: [],
    r"SELECT SYSTEM\$GET_SERVICE_LOGS": lambda _account: [{"logs": ""}],
    r'DESCRIBE SERVICE "\w+"\."(\w+)"\."(\w+)"': Account._describe,
    rf"SHOW SERVICE (\w+) IN SERVICE {_NAME}": Account._instances,
    rf"ALTER SERVICE {_NAME} (SUSPEND|RESUME)$": Account._alter,
    rf'ALTER SERVICE {_NAME} RESTORE VOLUME "(\w+)" INSTANCES 0 FROM SNAPSHOT {_NAME}': Account._restore,
    rf"CREATE SNAPSHOT {_NAME} FROM SERVICE {_NAME} VOLUME \"(\w+)\" INSTANCE \d+ COMMENT = '(.*)'": Account._create,
    rf"DESCRIBE SNAPSHOT {_NAME}": lambda account, name: [{"state": account.snapshots[name].state}],
    rf"DROP SNAPSHOT IF EXISTS {_NAME}": Account._drop,
    "SHOW SNAPSHOTS IN SCHEMA": Account._list,
    r'SHOW SERVICES IN SCHEMA "\w+"\."(\w+)"': Account._shown,
}


def standalone(content: str = "rows") -> Account:
    """Milvus, and a notebook of another owner."""
    return Account({"MILVUS": Service({"data": content}), "JUPYTER": Service(owner="JUPYTER_OWNER_ROLE")})


def cluster() -> Account:
    """Nodes of the same owner beside what holds the data."""
    services = {
        "ETCD": Service({"etcd": "keys"}),
        "KAFKA": Service({"log": "messages"}),
        "PROXY": Service(),
        "JUPYTER": Service(owner="JUPYTER_OWNER_ROLE"),
    }
    return Account(services)
