"""Services that try to reach each other: as the account decides, and as containers do it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network
from typing import Any, Protocol

import snowflake.connector
from docker.models.containers import Container
from snowflake.connector import SnowflakeConnection

from devkit.testing.waiting import until
from spcs_local.service_filter.rules import IN, OUT, Rule
from spcs_local.services.planning.addresses import Addresses
from spcs_local.services.planning.instance_plan import INSTANCE_LABEL, NAME_LABEL
from spcs_local.services.planning.service_rules import ServiceRules
from spcs_local.services.records.store import Store
from spcs_local_tests.running import RunningAccount, rows, run
from spcs_local_tests.services.world import restart, settle
from spcs_local_tests.soak.containers import Engine
from spcs_local_tests.soak.process import AccountProcess

Place = tuple[str, int, str]  # an instance, a port, a protocol
PLACES = tuple(
    (name, port, protocol)
    for name in ("TARGET-0", "TARGET-1", "STRANGER-0")
    for port, protocol in ((7000, "tcp"), (8000, "tcp"), (9001, "tcp"), (9001, "udp"))
)
DRAINED = 3
# answers on all of these, whatever is declared
PROGRAM = """
import http.server, os, signal, socket, threading
class Echo(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_):
        pass
def datagrams():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("", 9001))
        while True:
            listening.sendto(b"x", listening.recvfrom(9)[1])
signal.signal(signal.SIGTERM, lambda *_: os._exit(3))
for port in (7000, 8000, 9001):
    server = http.server.ThreadingHTTPServer(("", port), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
datagrams()
"""
CALLER = """
import http.client, json, socket, sys
found = []
for address, port, protocol in json.loads(sys.argv[1]):
    try:
        if protocol == "tcp":
            connection = http.client.HTTPConnection(address, port, timeout=60)
            connection.request("GET", "/")
            found.append(connection.getresponse().status == 200)
        else:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
                asking.settimeout(60)
                asking.connect((address, port))
                asking.send(b"x")
                found.append(asking.recv(9) == b"x")
    except OSError:
        found.append(False)
print(json.dumps(found))
"""
# the probe asks a port that nobody else may
SPEC = f"""
spec:
  containers:
    - name: main
      image: /demo/app/repo/image:1
      command: [python3, -u, -c, {json.dumps(PROGRAM)}]
      readinessProbe: {{port: 7000, path: /}}
  endpoints:
    - {{name: web, port: 8000}}
    - {{name: wide, portRange: 9000-9001, protocol: TCP}}
serviceRoles:
  - {{name: visitors, endpoints: [web]}}
"""
NARROW = SPEC.replace("    - {name: wide, portRange: 9000-9001, protocol: TCP}\n", "")


class Reaching(Protocol):
    """An account with services."""

    admin: SnowflakeConnection

    def reached(self, caller: str) -> set[Place]:
        """What an instance can reach."""

    def settled(self) -> None:
        """What was wanted has been done."""

    def again(self) -> None:
        """The account is killed, and started again."""


def addresses(admin: SnowflakeConnection) -> dict[str, str]:
    """Of each instance: `SERVICE-NUMBER`."""
    services = [row["name"] for row in rows(admin, "SHOW SERVICES IN SCHEMA DEMO.APP")]
    return {
        f"{name}-{row['instance_id']}": row["ip_address"]
        for name in services
        for row in rows(admin, f"SHOW SERVICE INSTANCES IN SERVICE DEMO.APP.{name}")
    }


@dataclass
class Decided:
    """As the account with the memory adapter decides it."""

    account: RunningAccount
    admin: SnowflakeConnection

    def reached(self, caller: str) -> set[Place]:
        """By the rules of both ends."""
        known = addresses(self.admin)
        model, containers = self.account.account.model, self.account.composition.containers
        rules = ServiceRules(model, Store(model.catalog)).all(Addresses.of(containers, model.settings.id))
        return {
            (name, port, protocol)
            for name, port, protocol in PLACES
            if name != caller
            and name in known
            and passes(rules[known[caller]], OUT, protocol, port, known[name])
            and passes(rules[known[name]], IN, protocol, port, known[caller])
        }

    def settled(self) -> None:
        """A few steps."""
        settle(self.account, 8)

    def again(self) -> None:
        """As a new process finds it."""
        restart(self.account)


def passes(rules: list[Rule], side: str, protocol: str, port: int, other: str) -> bool:
    """Whether one of the rules lets it through."""
    return any(
        (rule.side, rule.protocol) == (side, protocol)
        and rule.first <= port <= rule.last
        and any(IPv4Address(other) in IPv4Network(peers) for peers in rule.peers.split(","))
        for rule in rules
    )


@dataclass
class Tried:
    """As containers get answers from each other."""

    process: AccountProcess
    engine: Engine
    closing: Callable[[Callable[[], None]], Any]
    admin: SnowflakeConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connect()

    def connect(self) -> None:
        """Sign in, once for each process."""
        user, password = self.process.administrator
        port = self.process.information["account_port"]
        place = {"account": "LOCAL-DEV", "host": "127.0.0.1", "port": port, "protocol": "http"}
        self.admin = snowflake.connector.connect(
            **place, user=user, password=password, enable_server_session_keep_alive_auto_detection=False
        )
        self.closing(self.admin.close)
        run(self.admin, "USE ROLE ACCOUNTADMIN", "USE SECONDARY ROLES ALL")

    @property
    def network(self) -> str:
        """The services' own."""
        network = self.engine.client.networks.get(f"milvus-spcs-{self.engine.account_id}-services")
        return str(network.attrs["IPAM"]["Config"][0]["Subnet"])

    def container(self, name: str) -> Container:
        """An instance's, which runs."""
        return self._running(name, "main")[0]

    def holder(self, name: str) -> Container:
        """What has an instance's network."""
        return self._running(name, "_network")[0]

    def runs(self, name: str, *, but: Container) -> bool:
        """Whether an instance has a container that runs, another one than before, and answers its probe."""
        shown = rows(self.admin, f"SHOW SERVICE CONTAINERS IN SERVICE DEMO.APP.{name.rpartition('-')[0]}")
        running = self._running(name, "main")
        return [container.id == but.id for container in running] == [False] and shown[0]["status"] == "READY"

    def _running(self, name: str, part: str) -> list[Container]:
        service, _, number = name.rpartition("-")
        labels = [f"{NAME_LABEL}=DEMO.APP.{service}", f"{INSTANCE_LABEL}={number}"]
        filters: dict[str, Any] = {"label": labels, "status": "running"}
        found = self.engine.client.containers.list(filters=filters, ignore_removed=True)
        return [container for container in found if str(container.name).endswith(f"-{part}")]

    def ended(self, since: float) -> list[tuple[str, int]]:
        """Which instances' containers have ended, one after the other, and how."""
        filters = {"event": "die", "label": f"milvus-spcs.account={self.engine.account_id}"}
        events = self.engine.client.events(since=int(since), until=int(time.time()) + 1, filters=filters, decode=True)
        said = [event["Actor"]["Attributes"] for event in events]
        return [
            (f"{it[NAME_LABEL].rpartition('.')[2]}-{it[INSTANCE_LABEL]}", int(it["exitCode"]))
            for it in said
            if it["name"].endswith("-main")
        ]

    def says(self, name: str, *arguments: str) -> str:
        """What a program of Python's says in an instance's container."""
        output = self.container(name).exec_run(["python3", "-c", *arguments]).output
        assert isinstance(output, bytes)
        return output.decode().strip()

    def answers(self, expected: str, name: str, *arguments: str) -> None:
        """Wait until a program says something."""
        until(lambda: self.says(name, *arguments) == expected, f"{name} says {expected}")

    def reached(self, caller: str) -> set[Place]:
        """By asking; nothing, as long as it does not run."""
        if not self._running(caller, "main"):
            return set()
        known = addresses(self.admin)
        there = [place for place in PLACES if place[0] != caller and place[0] in known]
        asked = json.dumps([(known[name], port, protocol) for name, port, protocol in there])
        answers = json.loads(self.says(caller, CALLER, asked))
        return {place for place, answered in zip(there, answers, strict=True) if answered}

    def settled(self) -> None:
        """Whatever that takes."""
        names = [f"'DEMO.APP.{row['name']}'" for row in rows(self.admin, "SHOW SERVICES IN SCHEMA DEMO.APP")]
        waited = rows(self.admin, f"CALL SYSTEM$WAIT_FOR_SERVICES(120, {', '.join(names)})")
        assert list(waited[0].values()) == ["OK"]

    def again(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.start()
        self.connect()


def comes(found: Reaching, caller: str, expected: set[Place]) -> None:
    """Wait until an instance reaches these places, and no other."""
    until(lambda: found.reached(caller) == expected, f"{caller} reaches {sorted(expected)}")
