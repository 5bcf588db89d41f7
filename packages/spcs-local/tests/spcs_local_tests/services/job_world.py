"""What the tests of jobs share."""

from __future__ import annotations

from typing import Any

from snowflake.connector import SnowflakeConnection

from spcs_local.containers.memory_adapter import MemoryContainers
from spcs_local_tests.running import RunningAccount, rows
from spcs_local_tests.services.world import PLAIN, containers_of, described

TWO = PLAIN + "    - name: side\n      image: /demo/app/repo/image:1\n"


def start_job(connection: SnowflakeConnection, options: str = "", spec: str = PLAIN) -> str:
    """An asynchronous job called JOB; what the statement answers."""
    sql = f"EXECUTE JOB SERVICE IN COMPUTE POOL POOL NAME = JOB ASYNC = TRUE {options} FROM SPECIFICATION $${spec}$$"
    return str(rows(connection, sql)[0]["status"])


def lasting(world: RunningAccount) -> MemoryContainers:
    """The engine, once its one-shot containers run until they are ended."""
    port = containers_of(world)
    port.ending = None
    return port


def names_of(port: MemoryContainers) -> list[str]:
    """The engine's names of the containers that there are."""
    return sorted(port.specs)


def status(connection: SnowflakeConnection) -> Any:
    """Of the job."""
    return described(connection, "JOB")["status"]


def container(connection: SnowflakeConnection) -> dict[str, Any]:
    """The row of the job's one container."""
    [row] = rows(connection, "SHOW SERVICE CONTAINERS IN SERVICE JOB")
    return row
