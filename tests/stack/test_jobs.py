"""A job in real containers: they run once, beside the stack's services, with the token of the service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import snowflake.connector
from snowflake.connector import SnowflakeConnection

from devkit.local_account import Account

PROGRAM = """
import os, pathlib, snowflake.connector
connection = snowflake.connector.connect(
    host=os.environ["SNOWFLAKE_HOST"], account=os.environ["SNOWFLAKE_ACCOUNT"], authenticator="oauth",
    token=pathlib.Path("/snowflake/session/token").read_text(),
)
row = connection.cursor().execute("SELECT CURRENT_USER(), CURRENT_ROLE(), CURRENT_WAREHOUSE()").fetchone()
print(*row, os.environ["SNOWFLAKE_JOB_INDEX"], os.environ["SNOWFLAKE_JOBS_COUNT"])
raise SystemExit(int(os.environ["CODE"]))
"""
# two containers of one instance: FIRST exits when SECOND says so, and SECOND goes on without it
FIRST = """
import socket
with socket.create_server(("127.0.0.1", 5000)) as server:
    server.accept()[0].recv(1)
"""
SECOND = """
import os, pathlib, socket, snowflake.connector
def connect():
    return snowflake.connector.connect(
        host=os.environ["SNOWFLAKE_HOST"], account=os.environ["SNOWFLAKE_ACCOUNT"], authenticator="oauth",
        token=pathlib.Path("/snowflake/session/token").read_text(), database=os.environ["SNOWFLAKE_DATABASE"],
        schema=os.environ["SNOWFLAKE_SCHEMA"], login_timeout=10, network_timeout=10,
    )
def first(connection):
    rows = connection.cursor().execute("SHOW SERVICE CONTAINERS IN SERVICE PAIR").fetchall()
    return next(row[7] for row in rows if row[6] == "first")
connection = connect()
while True:
    try:
        socket.create_connection(("127.0.0.1", 5000)).send(b"x")
        break
    except ConnectionRefusedError:
        pass
while first(connection) != "DONE":
    pass
print(first(connect()))
"""


@pytest.fixture
def owner(stack_account: Account) -> Iterator[SnowflakeConnection]:
    """As the role that owns the notebook, in its schema."""
    with snowflake.connector.connect(
        account="LOCAL-DEV",
        user=stack_account.user,
        password=stack_account.password,
        host="127.0.0.1",
        port=stack_account.account_port,
        protocol="http",
        role="JUPYTER_OWNER_ROLE",
        database="MILVUS_DEMO",
        schema="PUBLIC",
        enable_server_session_keep_alive_auto_detection=False,
    ) as connection:
        yield connection


def execute(connection: SnowflakeConnection, image: str, code: int) -> str:
    """Run the job ONCE to its end."""
    container = {"name": "main", "image": image, "command": ["python", "-W", "ignore", "-c", PROGRAM]}
    spec = json.dumps({"spec": {"containers": [container | {"env": {"CODE": str(code)}}]}})
    options = "NAME = ONCE REPLICAS = 2 QUERY_WAREHOUSE = MILVUS_WAREHOUSE"
    sql = f"EXECUTE JOB SERVICE IN COMPUTE POOL JUPYTER_COMPUTE_POOL {options} FROM SPECIFICATION $${spec}$$"
    return str(value(connection, sql))


def value(connection: SnowflakeConnection, statement: str) -> Any:
    """The first value of an answer."""
    (found,) = connection.cursor().execute(statement).fetchall()[0]
    return found


def test_job_runs_in_containers_of_its_own(up: dict[str, Any], owner: SnowflakeConnection) -> None:
    done = execute(owner, up["jupyter"]["image"], 0)
    assert done == "Job ONCE completed successfully with status: DONE."
    for replica in range(2):
        said = value(owner, f"SELECT SYSTEM$GET_SERVICE_LOGS('ONCE', {replica}, 'main')")
        assert said.split() == ["ONCE", "JUPYTER_OWNER_ROLE", "MILVUS_WAREHOUSE", str(replica), "2"]
    owner.cursor().execute("DROP SERVICE ONCE")


def test_job_that_exits_otherwise_has_failed(up: dict[str, Any], owner: SnowflakeConnection) -> None:
    with pytest.raises(snowflake.connector.errors.ProgrammingError, match=r"Job ONCE failed with status: FAILED\."):
        execute(owner, up["jupyter"]["image"], 3)
    rows = owner.cursor().execute("SHOW SERVICE CONTAINERS IN SERVICE ONCE").fetchall()
    assert [(row[7], row[8], row[11]) for row in rows] == [("FAILED", "Container exited with code 3", 0)] * 2
    owner.cursor().execute("DROP SERVICE ONCE")


def test_job_keeps_its_network_when_its_first_container_exits(up: dict[str, Any], owner: SnowflakeConnection) -> None:
    containers = [
        {"name": name, "image": up["jupyter"]["image"], "command": ["python", "-W", "ignore", "-c", program]}
        for name, program in (("first", FIRST), ("second", SECOND))
    ]
    spec = json.dumps({"spec": {"containers": containers}})
    sql = f"EXECUTE JOB SERVICE IN COMPUTE POOL JUPYTER_COMPUTE_POOL NAME = PAIR FROM SPECIFICATION $${spec}$$"
    assert value(owner, sql) == "Job PAIR completed successfully with status: DONE."
    assert value(owner, "SELECT SYSTEM$GET_SERVICE_LOGS('PAIR', 0, 'second')").strip() == "DONE"
    owner.cursor().execute("DROP SERVICE PAIR")
