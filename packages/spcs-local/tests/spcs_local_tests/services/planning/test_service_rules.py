"""Who reaches whom: as the account decides it with the memory adapter, and as containers try it."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from ipaddress import IPv4Network
from typing import TypeVar

import docker
import pytest

from devkit import registry_binary
from devkit.local_account import REGISTRY_VARIABLE
from devkit.paths import Paths
from devkit.testing.waiting import until
from spcs_local_tests.running import RunningAccount, run
from spcs_local_tests.services.reaching import (
    DRAINED,
    NARROW,
    PLACES,
    SPEC,
    Decided,
    Place,
    Reaching,
    Tried,
    addresses,
    comes,
)
from spcs_local_tests.services.world import PREPARATION, create
from spcs_local_tests.soak.containers import Engine
from spcs_local_tests.soak.process import account_process

STRANGERS = (
    "GRANT CREATE SERVICE ON SCHEMA DEMO.APP TO ROLE GUEST",
    "GRANT USAGE ON COMPUTE POOL POOL TO ROLE GUEST",
    "GRANT READ ON IMAGE REPOSITORY DEMO.APP.REPO TO ROLE GUEST",
    "CREATE ROLE BETWEEN",
    "GRANT ROLE BETWEEN TO ROLE GUEST",
)
Found = TypeVar("Found", bound=Reaching)
# holds on to a connection until it ends, then says so
KEEPS = """
import pathlib, socket, sys
said = pathlib.Path("/tmp/said")
with socket.create_connection((sys.argv[1], 8000), 60) as connection:
    said.write_text("open")
    try:
        while True:
            connection.send(b"GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
            assert connection.recv(4096)
    except OSError:
        said.write_text("ended")
"""
READS = "import pathlib; said = pathlib.Path('/tmp/said'); print(said.read_text() if said.exists() else '')"
LINK_ADDRESSES = "print([line for line in open('/proc/net/if_inet6') if line.split()[-1] != 'lo'])"
FINDS = "import socket, sys; print(sorted(socket.gethostbyname_ex(sys.argv[1])[2]))"
ANSWERS = """
import socket, sys
try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])), 60).close()
    print("open")
except OSError as error:
    print(error.strerror)
"""


def _prepared(found: Found) -> Found:
    admin = found.admin
    run(admin, *PREPARATION, *STRANGERS, "USE SCHEMA DEMO.APP", "USE SECONDARY ROLES ALL")
    return found


def _populated(found: Found) -> Found:
    admin = found.admin
    run(admin, "USE ROLE OWNER")
    create(admin, "TARGET", SPEC, "MIN_INSTANCES = 2 MAX_INSTANCES = 2")
    create(admin, "FRIEND", SPEC)
    run(admin, "USE ROLE GUEST")
    create(admin, "STRANGER", SPEC)
    run(admin, "USE ROLE ACCOUNTADMIN")
    found.settled()
    return found


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Decided]:
    """Services of two owners, two instances of one of them: those of the memory adapter."""
    with RunningAccount(tmp_path_factory.mktemp("decided") / "home", progression="manual") as account:
        yield _populated(_prepared(Decided(account, account.connect())))


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory, python_image: str) -> Iterator[Tried]:
    """The same in containers."""
    binary = registry_binary.find(Paths.of_clone())
    environment = {REGISTRY_VARIABLE: str(binary)} if binary else {}
    settings = ("progression=immediate", f"relayImage={python_image}")
    home = tmp_path_factory.mktemp("tried") / "home"
    with ExitStack() as ends:
        process = ends.enter_context(account_process(home, *settings, adapter="docker", environment=environment))
        engine = Engine(ends.enter_context(closing(docker.from_env())), process.information["id"])
        tried = _prepared(Tried(process, engine, ends.callback))
        host = f"127.0.0.1:{process.information['registry_port']}"
        ends.enter_context(engine.pushed(python_image, host, *process.administrator))
        yield _populated(tried)


@pytest.fixture(params=["decided", "tried"])
def found(request: pytest.FixtureRequest) -> Reaching:
    """Each in turn."""
    reaching: Reaching = request.getfixturevalue(request.param)
    return reaching


def _of(name: str, *ports: int) -> set[Place]:
    return {place for place in PLACES if place[0] == name and place[1] in ports and place[2] == "tcp"}


DECLARED = _of("TARGET-0", 8000, 9001) | _of("TARGET-1", 8000, 9001)


def test_declared_endpoints_alone_are_open_and_to_whose_owner_may(found: Reaching) -> None:
    comes(found, "FRIEND-0", DECLARED)
    assert found.reached("TARGET-1") == _of("TARGET-0", 8000, 9001)  # one instance from the other
    assert found.reached("STRANGER-0") == set()
    assert found.reached("TARGET-0") == _of("TARGET-1", 8000, 9001)


def test_service_role_opens_its_endpoints_one_way_as_long_as_it_is_granted(found: Reaching) -> None:
    for service_role, role, opened in (
        ("ALL_ENDPOINTS_USAGE", "GUEST", DECLARED),
        ("VISITORS", "BETWEEN", _of("TARGET-0", 8000) | _of("TARGET-1", 8000)),  # which GUEST has
    ):
        run(found.admin, f"GRANT SERVICE ROLE TARGET!{service_role} TO ROLE {role}")
        comes(found, "STRANGER-0", opened)
        assert found.reached("TARGET-0") == _of("TARGET-1", 8000, 9001)
        run(found.admin, f"REVOKE SERVICE ROLE TARGET!{service_role} FROM ROLE {role}")
        comes(found, "STRANGER-0", set())


def test_roles_and_usage_count_as_they_are(decided: Decided) -> None:
    run(decided.admin, "GRANT SERVICE ROLE TARGET!ALL_ENDPOINTS_USAGE TO ROLE BETWEEN")
    comes(decided, "STRANGER-0", DECLARED)
    for lost, back in (
        ("REVOKE ROLE BETWEEN FROM ROLE GUEST", "GRANT ROLE BETWEEN TO ROLE GUEST"),
        ("REVOKE USAGE ON DATABASE DEMO FROM ROLE GUEST", "GRANT USAGE ON DATABASE DEMO TO ROLE GUEST"),
    ):
        run(decided.admin, lost)
        comes(decided, "STRANGER-0", set())
        run(decided.admin, back)
        comes(decided, "STRANGER-0", DECLARED)
    run(decided.admin, "REVOKE SERVICE ROLE TARGET!ALL_ENDPOINTS_USAGE FROM ROLE BETWEEN")
    comes(decided, "STRANGER-0", set())


def test_account_that_is_killed_and_started_finds_it_so(found: Reaching) -> None:
    run(found.admin, "GRANT SERVICE ROLE TARGET!VISITORS TO ROLE GUEST")
    opened = _of("TARGET-0", 8000) | _of("TARGET-1", 8000)
    comes(found, "STRANGER-0", opened)
    found.again()
    assert (found.reached("STRANGER-0"), found.reached("FRIEND-0")) == (opened, DECLARED)
    run(found.admin, "REVOKE SERVICE ROLE DEMO.APP.TARGET!VISITORS FROM ROLE GUEST")
    comes(found, "STRANGER-0", set())


def test_connection_that_is_no_longer_allowed_ends(tried: Tried) -> None:
    run(tried.admin, "GRANT SERVICE ROLE DEMO.APP.TARGET!VISITORS TO ROLE GUEST")
    comes(tried, "STRANGER-0", _of("TARGET-0", 8000) | _of("TARGET-1", 8000))
    command = ["python3", "-c", KEEPS, addresses(tried.admin)["TARGET-0"]]
    tried.container("STRANGER-0").exec_run(command, detach=True)
    tried.answers("open", "STRANGER-0", READS)
    run(tried.admin, "REVOKE SERVICE ROLE DEMO.APP.TARGET!VISITORS FROM ROLE GUEST")
    tried.answers("ended", "STRANGER-0", READS)


def test_containers_have_no_way_around(tried: Tried) -> None:
    name, network = "STRANGER-0", IPv4Network(tried.network)
    assert tried.says(name, LINK_ADDRESSES) == "[]"
    capabilities = "print([line.split()[1] for line in open('/proc/self/status') if line.startswith('CapBnd')])"
    assert tried.says(name, capabilities) == "['0000000000000000']"
    with socket.create_server(("", 0)) as listening:  # of the machine's own
        port = str(listening.getsockname()[1])
        assert tried.says(name, ANSWERS, str(network[1]), port) == "No route to host"
    assert tried.says(name, ANSWERS, "local-dev.snowflake.local", "443") == "open"


def test_container_that_starts_anew_has_the_same_rules(tried: Tried) -> None:
    before = tried.container("STRANGER-0")
    before.kill()
    until(lambda: tried.runs("STRANGER-0", but=before), "the container runs again")
    assert tried.reached("STRANGER-0") == set()
    tried.holder("STRANGER-0").kill()  # and with it the network of all
    again = tried.container("STRANGER-0")
    until(lambda: tried.runs("STRANGER-0", but=again), "the instance has a network again")
    assert tried.reached("STRANGER-0") == set()


def test_instances_come_and_go(found: Reaching) -> None:
    run(found.admin, "ALTER SERVICE DEMO.APP.TARGET SET MIN_INSTANCES = 3 MAX_INSTANCES = 3")
    found.settled()
    until(lambda: len(addresses(found.admin)) == 5, "there is one more")
    known = addresses(found.admin)
    comes(found, "TARGET-2", DECLARED)
    if isinstance(found, Tried):
        wanted = str(sorted(known[f"TARGET-{number}"] for number in range(3)))
        for host in ("target", "instances.target"):
            found.answers(wanted, "FRIEND-0", FINDS, host)
    since = time.time()
    run(found.admin, "ALTER SERVICE DEMO.APP.TARGET SET MIN_INSTANCES = 1 MAX_INSTANCES = 1")
    found.settled()
    until(lambda: set(known) - set(addresses(found.admin)) == {"TARGET-1", "TARGET-2"}, "the highest are gone")
    comes(found, "FRIEND-0", _of("TARGET-0", 8000, 9001))
    if isinstance(found, Tried):
        # each in the time that it is given after SIGTERM
        assert found.ended(since) == [("TARGET-2", DRAINED), ("TARGET-1", DRAINED)]


def test_port_that_is_taken_out_of_the_specification_is_shut(found: Reaching) -> None:
    run(found.admin, f"ALTER SERVICE DEMO.APP.TARGET FROM SPECIFICATION $${NARROW}$$")
    found.settled()
    comes(found, "FRIEND-0", _of("TARGET-0", 8000))
