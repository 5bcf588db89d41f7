"""What the services' tests share."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from snowflake.connector import SnowflakeConnection

from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local.services.control.controller import Controller
from spcs_local.services.reachability import Reachability
from spcs_local_tests.running import RunningAccount, rows, run

PREPARATION = (
    "USE ROLE ACCOUNTADMIN",
    "CREATE ROLE OWNER",
    "CREATE ROLE GUEST",
    "GRANT ROLE OWNER TO USER ADMIN",
    "GRANT ROLE GUEST TO USER ADMIN",
    "CREATE DATABASE DEMO",
    "CREATE SCHEMA DEMO.APP",
    "GRANT USAGE ON DATABASE DEMO TO ROLE OWNER",
    "GRANT USAGE ON DATABASE DEMO TO ROLE GUEST",
    "GRANT USAGE ON SCHEMA DEMO.APP TO ROLE GUEST",
    "GRANT USAGE, CREATE SERVICE ON SCHEMA DEMO.APP TO ROLE OWNER",
    "CREATE COMPUTE POOL POOL MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S",
    "GRANT USAGE, MONITOR ON COMPUTE POOL POOL TO ROLE OWNER",
    "CREATE IMAGE REPOSITORY DEMO.APP.REPO",
    "GRANT READ ON IMAGE REPOSITORY DEMO.APP.REPO TO ROLE OWNER",
    "CREATE STAGE DEMO.APP.FILES ENCRYPTION = (TYPE = 'SNOWFLAKE_SSE')",
    "GRANT READ, WRITE ON STAGE DEMO.APP.FILES TO ROLE OWNER",
    "CREATE NETWORK RULE DEMO.APP.RULE TYPE = HOST_PORT MODE = EGRESS VALUE_LIST = ('0.0.0.0:443')",
    "CREATE EXTERNAL ACCESS INTEGRATION OUT ALLOWED_NETWORK_RULES = (DEMO.APP.RULE) ENABLED = TRUE",
    "GRANT USAGE ON INTEGRATION OUT TO ROLE OWNER",
    "GRANT BIND SERVICE ENDPOINT ON ACCOUNT TO ROLE OWNER",
)

SPEC = """
spec:
  containers:
    - name: main
      image: /demo/app/repo/image:1
      readinessProbe: {port: 8888, path: /ready}
      env: {GREETING: hello}
  endpoints:
    - {name: web, port: 8888, public: true}
    - {name: api, port: 9000, protocol: TCP}
serviceRoles:
  - {name: readers, endpoints: [web]}
"""
PLAIN = """
spec:
  containers:
    - name: main
      image: /demo/app/repo/image:1
"""
BLOCK = """
spec:
  containers:
    - name: main
      image: /demo/app/repo/image:1
      volumeMounts: [{name: data, mountPath: /data}]
  volumes:
    - {name: data, source: block, size: 10Gi}
"""
PAIR = """
spec:
  containers:
    - {name: first, image: "/demo/app/repo/image:1"}
    - {name: second, image: "/demo/app/repo/image:1"}
"""
VOLUMES = """
spec:
  containers:
    - name: main
      image: /demo/app/repo/image:1
      volumeMounts:
        - {name: files, mountPath: /files}
        - {name: scratch, mountPath: /scratch}
        - {name: quick, mountPath: /quick}
      resources: {requests: {cpu: 1}, limits: {cpu: 64, memory: 1Gi}}
  volumes:
    - {name: files, source: stage, stageConfig: {name: "@FILES/dir"}}
    - {name: scratch, source: local}
    - {name: quick, source: memory, size: 1Gi}
"""
OUT = "EXTERNAL_ACCESS_INTEGRATIONS = (OUT)"


def create(connection: SnowflakeConnection, name: str = "SVC", spec: str = SPEC, options: str = "") -> None:
    """CREATE SERVICE with an inline specification."""
    run(connection, f"CREATE SERVICE {name} IN COMPUTE POOL POOL FROM SPECIFICATION $${spec}$$ {options}")


def settle(account: RunningAccount, steps: int = 4) -> None:
    """Let states move on."""
    for _ in range(steps):
        account.step()


def pass_seconds(account: RunningAccount, seconds: float) -> None:
    """Move the account's clock, and then states."""
    account.account.model.clock._ahead += seconds
    settle(account)


def containers_of(account: RunningAccount) -> MemoryContainers:
    """The engine that only says that it runs containers."""
    port = account.composition.containers
    assert isinstance(port, MemoryContainers)
    return port


def restart(account: RunningAccount) -> None:
    """As a new process would find it: the containers are there."""
    account.composition.controller.stop()
    model = account.composition.model
    controller = Controller(model, account.composition.containers, Reachability(model.clock))
    controller.start()
    account.composition = replace(account.composition, controller=controller)


def described(connection: SnowflakeConnection, name: str = "SVC") -> dict[str, Any]:
    """The row of DESCRIBE SERVICE."""
    return rows(connection, f"DESCRIBE SERVICE {name}")[0]


def put_file(account: RunningAccount, path: str, text: str) -> None:
    """A file on the stage FILES."""
    stage = account.account.model.objects.find_path("STAGE", ("DEMO", "APP", "FILES"))
    assert stage is not None
    account.account.model.stages.write(stage, path, text.encode())


def shown(connection: SnowflakeConnection, name: str = "main") -> dict[str, Any]:
    """A container's row of SHOW SERVICE CONTAINERS."""
    found = rows(connection, "SHOW SERVICE CONTAINERS IN SERVICE SVC")
    return next(row for row in found if row["container_name"] == name)


def running(port: MemoryContainers, name: str = "main") -> str:
    """The engine's name of a container."""
    return next(known for known in port.specs if known.endswith(f"-{name}"))


def value(connection: SnowflakeConnection, expression: str) -> Any:
    """The one value of a SELECT."""
    return next(iter(rows(connection, f"SELECT {expression}")[0].values()))


def pool(connection: SnowflakeConnection, name: str = "POOL") -> dict[str, Any]:
    return rows(connection, f"DESCRIBE COMPUTE POOL {name}")[0]


def policy(world: RunningAccount) -> dict[str, Any]:
    """The file that the gate reads."""
    content: dict[str, Any] = json.loads((world.home / "gate" / "policy.json").read_text())
    return content


def opened(world: RunningAccount) -> list[list[Any]]:
    """What the one service that there is may reach."""
    [rules] = policy(world)["rules"].values()
    return list(rules)


def alter_rule(world: RunningAccount, values: str) -> None:
    """Give the network rule another list."""
    run(world.connect(role="ACCOUNTADMIN"), f"ALTER NETWORK RULE DEMO.APP.RULE SET VALUE_LIST = ({values})")
    settle(world, 1)
