"""Who gets into Milvus, and where its passwords are: on the stack that is up, in real containers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from docker.models.containers import Container

from devkit import environment
from devkit.testing.engine import Engine
from tests.stack import intruders
from tests.stack.inside import CONNECT, container, told

# what is no endpoint: metrics, etcd, the root coordinator, the keeper's probe, the proxy of the moment before
NO_ENDPOINTS = (9091, 2379, 53100, 9092, 19540)
MILVUS = 19530
USERS = ("root", "notebook")  # as their passwords come
BEYOND_ITS_RIGHTS = """
client = connect()
acts = (
    lambda: client.list_users(),
    lambda: client.create_user("another", "another-one"),
    lambda: client.drop_user("stranger"),
    lambda: client.grant_role("notebook", "admin"),
    lambda: client.insert("theirs", [{"id": 1, "vector": [1.0, 0.0]}]),
    lambda: client.drop_collection("theirs"),
    lambda: client.load_collection("theirs"),
    lambda: client.query("theirs", filter="id >= 0"),
)
"""
WITHOUT_GRANTS = """
from pymilvus import MilvusClient
client = MilvusClient("http://milvus:19530", user="stranger", password="of-a-stranger")
acts = (
    lambda: client.create_collection("own", dimension=2),
    lambda: client.query("demo_collection", filter="id >= 0"),
    lambda: client.list_users(),
)
"""
# as root, in the keeper's container
AS_ROOT = """
import pathlib
from keeper.login import read
from keeper.server import Server
milvus = Server("127.0.0.1:19530", read(pathlib.Path("/run/secrets/milvus/root")))
"""
# as root, of whom the notebook's container knows nothing
OF_ROOT = """
from pymilvus import MilvusClient
client = MilvusClient("http://milvus:19530", user="root", password=%r)
"""
THEIRS = """
client.create_collection("theirs", dimension=2)
client.insert("theirs", [{"id": 0, "vector": [0.0, 1.0]}])
print(client.query("theirs", filter="id >= 0", output_fields=["id"], consistency_level="Strong"))
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
def test_milvus_lets_nobody_in_without_the_password_of_the_secret(notebook: Container) -> None:
    assert intruders.let_in(notebook, intruders.LOGINS) == [intruders.SECRET_S]


@pytest.mark.usefixtures("up")
def test_the_notebooks_user_has_its_collection_and_nothing_else(notebook: Container, keeper: Container) -> None:
    root, _ = intruders.passwords(keeper)
    assert "'id': 0" in told(notebook, OF_ROOT % root + THEIRS)[-1]
    said = intruders.answers(notebook, BEYOND_ITS_RIGHTS)
    told(notebook, OF_ROOT % root + 'client.drop_collection("theirs")')
    assert [it for it in said if intruders.NO_RIGHT not in it] == []


@pytest.mark.usefixtures("up")
def test_a_user_without_grants_may_do_nothing(notebook: Container, keeper: Container) -> None:
    told(keeper, AS_ROOT + 'milvus.create_user("stranger", "of-a-stranger")', "/opt/keeper")
    said = intruders.answers(notebook, WITHOUT_GRANTS)
    assert [it for it in said if intruders.NO_RIGHT not in it] == []


@pytest.mark.usefixtures("up")
def test_no_port_but_milvus_own_is_reached_from_another_service(notebook: Container) -> None:
    addresses = [("milvus", port) for port in (*NO_ENDPOINTS, MILVUS)]
    assert intruders.reached(notebook, addresses) == [("milvus", MILVUS)]


@pytest.mark.usefixtures("up")
def test_passwords_are_in_no_state_specification_container_log_or_process_list(
    engine: Engine, keeper: Container, up: dict[str, Any]
) -> None:
    passwords = intruders.passwords(keeper)
    assert len(set(passwords)) == 2
    assert all(len(it) >= 32 for it in passwords)
    shown = {
        "state": json.dumps(engine.state()),
        "outputs": json.dumps(up),
        "configuration": environment.stack_file(engine.context.paths).read_text(),
        "preview": engine.must("preview", "--diff"),
        "docker": intruders.shown_by_docker(engine.context),
    }
    assert [where for where, text in shown.items() if any(it in text for it in passwords)] == []


@pytest.mark.usefixtures("up")
def test_another_generation_is_the_passwords_of_both_and_those_before_are_none(
    engine: Engine, notebook: Container, keeper: Container
) -> None:
    before = intruders.passwords(keeper)
    engine.must("up", "--yes", "--skip-preview", "--config", "milvus-spcs:milvusPasswordGeneration=2")
    after = intruders.passwords(keeper, UNTIL_ANOTHER % before[0])
    assert not set(before) & set(after)
    assert told(notebook, CONNECT + SIGNS_IN)[-1] == "in"
    old = {user: {"user": user, "password": password} for user, password in zip(USERS, before, strict=True)}
    assert intruders.let_in(notebook, old) == [intruders.SECRET_S]
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
