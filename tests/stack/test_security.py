"""Who gets into Milvus, and where its passwords are: on the stack that is up, in real containers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from docker.models.containers import Container

from devkit import docker_api, environment, local_account
from devkit.testing.engine import Engine
from tests.stack.inside import CONNECT, container, of_the_account, told

# what is no endpoint: metrics, etcd, the root coordinator, the keeper's probe, the proxy of the moment before
NO_ENDPOINTS = (9091, 2379, 53100, 9092, 19540)
# with what a user may try: a call that asks for rights over others' data, or over Milvus itself
REFUSED = (
    CONNECT
    + """
def refused(act):
    try:
        act()
    except Exception as error:
        return type(error).__name__
    return "LET IN"
"""
)
AS = """
from pymilvus import MilvusClient
login = %r
print(refused(lambda: MilvusClient("http://milvus:19530", **login, timeout=3).list_collections()))
"""
BEYOND_ITS_RIGHTS = """
client = connect()
for act in (
    lambda: client.list_users(),
    lambda: client.create_user("another", "another-one"),
    lambda: client.update_password("root", "Milvus", "another-one"),
    lambda: client.grant_role("notebook", "admin"),
    lambda: client.insert("theirs", [{"id": 1, "vector": [1.0, 0.0]}]),
    lambda: client.drop_collection("theirs"),
    lambda: client.load_collection("theirs"),
    lambda: client.query("theirs", filter="id >= 0"),
):
    print(refused(act))
"""
WITHOUT_GRANTS = """
from pymilvus import MilvusClient
client = MilvusClient("http://milvus:19530", user="stranger", password="of-a-stranger")
for act in (
    lambda: client.create_collection("own", dimension=2),
    lambda: client.query("demo_collection", filter="id >= 0"),
    lambda: client.list_users(),
):
    print(refused(act))
"""
REACHED = """
import socket
for port in %r:
    try:
        socket.create_connection(("milvus", port), timeout=3).close()
        print("REACHED", port)
    except OSError:
        print("refused")
"""
# as root, in the keeper's container
AS_ROOT = """
import pathlib
from keeper.login import read
from keeper.server import Server
milvus = Server("127.0.0.1:19530", read(pathlib.Path("/run/secrets/milvus/root")))
"""
PASSWORDS = """
import pathlib
for user in ("root", "notebook"):
    print(pathlib.Path("/run/secrets/milvus", user, "password").read_text())
"""


@pytest.fixture
def notebook(engine: Engine) -> Iterator[Container]:
    with container(engine.context, "jupyter") as found:
        yield found


@pytest.fixture
def keeper(engine: Engine) -> Iterator[Container]:
    with container(engine.context, "keeper") as found:
        yield found


@pytest.mark.usefixtures("up")
@pytest.mark.parametrize(
    "login",
    [
        {},
        {"user": "root", "password": "Milvus"},
        {"user": "root", "password": "!"},
        {"user": "root", "password": ""},
        {"user": "notebook", "password": "Milvus"},
    ],
    ids=["anonymous", "everybody's", "the hash of before", "none", "another user"],
)
def test_milvus_lets_nobody_in_without_the_password_of_the_secret(notebook: Container, login: dict[str, str]) -> None:
    assert told(notebook, REFUSED + AS % login)[-1] != "LET IN"


@pytest.mark.usefixtures("up")
def test_the_notebooks_user_has_its_collection_and_nothing_else(notebook: Container) -> None:
    assert "LET IN" not in told(notebook, REFUSED + BEYOND_ITS_RIGHTS)


@pytest.mark.usefixtures("up")
def test_a_user_without_grants_may_do_nothing(notebook: Container, keeper: Container) -> None:
    told(keeper, AS_ROOT + 'milvus.create_user("stranger", "of-a-stranger")', "/opt/keeper")
    assert "LET IN" not in told(notebook, REFUSED + WITHOUT_GRANTS)


@pytest.mark.usefixtures("up")
def test_no_port_but_milvus_own_is_reached_from_another_service(notebook: Container) -> None:
    assert told(notebook, REACHED % (NO_ENDPOINTS,)) == ["refused"] * len(NO_ENDPOINTS)
    assert told(notebook, REACHED % ((19530,),)) == ["REACHED 19530"]


def _shown_by_docker(engine: Engine) -> str:
    """What it tells of all the account's containers: as they are made, their logs, and their processes."""
    label = f"{local_account.LABEL}={local_account.identifier_of(engine.context.paths.local)}"
    found = []
    with of_the_account(engine.context) as running:
        for it in running:
            found += [json.dumps(it.attrs), it.logs().decode(errors="replace"), json.dumps(it.top(ps_args="auxww"))]
    assert len(found) >= 3 * len(docker_api.containers(label)) > 0
    return "\n".join(found)


@pytest.mark.usefixtures("up")
def test_passwords_are_in_no_state_specification_container_log_or_process_list(
    engine: Engine, keeper: Container, up: dict[str, Any]
) -> None:
    passwords = told(keeper, PASSWORDS)
    assert len(set(passwords)) == 2
    assert all(len(it) >= 32 for it in passwords)
    shown = {
        "state": json.dumps(engine.state()),
        "outputs": json.dumps(up),
        "configuration": environment.stack_file(engine.context.paths).read_text(),
        "preview": engine.must("preview", "--diff"),
        "docker": _shown_by_docker(engine),
    }
    assert [where for where, text in shown.items() if any(it in text for it in passwords)] == []


@pytest.mark.usefixtures("up")
def test_another_generation_is_the_passwords_of_both_and_those_before_are_none(
    engine: Engine, notebook: Container, keeper: Container
) -> None:
    before = told(keeper, PASSWORDS)
    engine.must("up", "--yes", "--skip-preview", "--config", "milvus-spcs:milvusPasswordGeneration=2")
    after = told(keeper, UNTIL_ANOTHER % before[0] + PASSWORDS)
    assert not set(before) & set(after)
    assert told(notebook, CONNECT + SIGNS_IN)[-1] == "in"
    old = {"user": "notebook", "password": before[1]}
    assert told(notebook, REFUSED + AS % old)[-1] != "LET IN"
    engine.must(
        "up", "--skip-preview", "--yes", "--expect-no-changes", "--config", "milvus-spcs:milvusPasswordGeneration=2"
    )


# the account renews the files, and the keeper then sets the password
UNTIL_ANOTHER = """
import pathlib, time
begun = time.monotonic()
while pathlib.Path("/run/secrets/milvus/root/password").read_text() == %r and time.monotonic() - begun < 120:
    time.sleep(0.2)
"""
SIGNS_IN = """
import time
begun = time.monotonic()
while True:
    try:
        connect().list_collections()
        print("in")
        break
    except Exception:
        if time.monotonic() - begun > 120:
            raise
        time.sleep(0.5)
"""
