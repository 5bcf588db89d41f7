"""The gate between real networks: what a policy names passes, nothing else does."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from devkit.testing.waiting import until
from spcs_local.containers.docker_adapter import DockerContainers
from spcs_local.containers.port import Attachment, ContainerSpec, Mount
from spcs_local.relay import ensure_gate
from spcs_local.services.planning.addresses import Addresses
from spcs_local.services.planning.resolver_files import ResolverFiles

# answers each connection with the port that it came to; 8443 and 8080 stand for whatever is no well-known port
LISTENER = (
    "import socketserver as s, threading as t\n"
    "class H(s.BaseRequestHandler):\n"
    "    def handle(self):\n"
    "        self.request.sendall(str(self.request.getsockname()[1]).encode())\n"
    "servers = [s.ThreadingTCPServer(('', port), H) for port in (80, 443, 8080, 8443)]\n"
    "[t.Thread(target=server.serve_forever).start() for server in servers]\n"
    "print('listening', flush=True)\n"
)
CLIENT = (
    "import socket, sys\n"
    "for place in sys.argv[2:]:\n"
    "    host, _, port = place.rpartition(':')\n"
    "    try:\n"
    "        connection = socket.create_connection((host, int(port)), int(sys.argv[1]))\n"
    "        connection.settimeout(int(sys.argv[1]))\n"
    "        said = connection.recv(9).decode()\n"
    "    except socket.gaierror:\n"
    "        said = 'no name'\n"
    "    except OSError:\n"
    "        said = 'no way'\n"
    "    print(place, said or 'no way', flush=True)\n"
)
HOSTS = ("open.example", "a.wild.example", "shut.example")


@dataclasses.dataclass
class Gate:
    """A gate with a listener in the world outside, and clients inside."""

    containers: DockerContainers
    prefix: str
    image: str
    directory: Path
    addresses: Addresses

    def allow(self, **rules: list[list[str | int]]) -> None:
        """The policy: rules by the client's name."""
        known = {"web.ab12.svc.spcs.internal": [self.addresses.instance(9)]}
        content = {"names": known, "rules": {self.address(name): found for name, found in rules.items()}}
        part = self.directory / "part"
        part.write_text(json.dumps(content))
        part.chmod(0o644)
        part.replace(self.directory / "policy.json")

    def address(self, client: str) -> str:
        """Of a client."""
        return self.addresses.instance({"one": 1, "two": 2, "web": 9}[client])

    def tries(self, client: str, *places: str, seconds: int = 60) -> dict[str, str]:
        """What a client gets from each place within that time."""
        resolver = ResolverFiles(self.directory.parent / "resolvers").file("ab12", self.addresses.gate)
        spec = ContainerSpec(
            name=f"{self.prefix}{client}",
            image=self.image,
            command=("python3", "-c", CLIENT),
            args=(str(seconds), *places),
            mounts=(Mount(kind="bind", source=str(resolver), target="/etc/resolv.conf", read_only=True),),
            networks=(Attachment(network=f"{self.prefix}services", address=self.address(client)),),
            name_server=self.addresses.gate,
        )
        self.containers.run(spec)
        until(lambda: self.ended(spec.name), f"{client} has tried")
        lines = self.containers.logs(spec.name, 50).splitlines()
        return {place: said for place, _, said in (line.partition(" ") for line in lines)}

    def serves(self) -> bool:
        """Whether it has begun to: asked before, a client turns to the Engine's own name server."""
        return ":0035 " in self.tells("cat", "/proc/net/udp")

    def tells(self, *command: str) -> str:
        """What a command prints in the gate's container."""
        with contextlib.closing(docker.from_env()) as client:
            output = client.containers.get(f"{self.prefix}gate").exec_run(list(command)).output
        assert isinstance(output, bytes)
        return output.decode()

    def ended(self, name: str) -> bool:
        """Whether a container has."""
        state = self.containers.inspect(name)
        return state is not None and state.status == "exited"


@pytest.fixture(scope="module")
def gate(
    docker_containers: DockerContainers, prefix: str, python_image: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gate]:
    """The gate of an account, on networks of its own."""
    docker_containers.remove_all(volumes=True)
    directory = tmp_path_factory.mktemp("account")
    inside, outside = f"{prefix}services", f"{prefix}outside"
    addresses = Addresses(docker_containers.ensure_network(inside, internal=True))
    docker_containers.ensure_network(outside, internal=False)
    found = Gate(docker_containers, prefix, python_image, directory / "gate", addresses)
    directory.chmod(0o755)
    found.directory.mkdir()
    found.allow()
    for _ in range(2):  # one that runs stays
        ensure_gate(
            docker_containers,
            name=f"{prefix}gate",
            image=python_image,
            directory=found.directory,
            inside=(inside, addresses.network),
            outside=outside,
            address=addresses.gate,
            hosts=addresses.hosts,
        )
    docker_containers.run(
        ContainerSpec(
            name=f"{prefix}world",
            image=python_image,
            command=("python3", "-u", "-c", LISTENER),
            networks=(Attachment(network=outside, aliases=HOSTS),),
        )
    )
    until(lambda: "listening" in docker_containers.logs(f"{prefix}world", 5), "the world listens")
    until(found.serves, "the gate serves")
    yield found
    docker_containers.remove_all(volumes=True)


def test_gate_opens_what_the_rules_of_a_service_name(gate: Gate) -> None:
    gate.allow(one=[["open.example", 443, 443], ["open.example", 8440, 8450], ["*.wild.example", 80, 80]])
    places = ("open.example:443", "open.example:8443", "open.example:80", "a.wild.example:80", "shut.example:443")
    assert gate.tries("one", *places) == {
        "open.example:443": "443",
        "open.example:8443": "8443",
        "open.example:80": "no way",
        "a.wild.example:80": "80",
        "shut.example:443": "no name",
    }
    assert gate.tries("two", "open.example:443") == {"open.example:443": "no name"}
    world = gate.containers.inspect(f"{gate.prefix}world")
    assert world is not None
    # nobody refuses this one: it goes nowhere
    assert gate.tries("one", f"{world.address}:443", seconds=3) == {f"{world.address}:443": "no way"}


def test_gate_follows_rules_that_change(gate: Gate) -> None:
    gate.allow(one=[["open.example", 443, 443]])
    assert gate.tries("one", "open.example:443") == {"open.example:443": "443"}
    gate.allow(one=[["0.0.0.0", 80, 80]])  # noqa: S104 - how rules spell every host
    places = ("open.example:443", "shut.example:80", "web.ab12.svc.spcs.internal:80", "none.ab12.svc.spcs.internal:80")
    assert gate.tries("one", *places) == {
        "open.example:443": "no way",
        "shut.example:80": "80",
        "web.ab12.svc.spcs.internal:80": "no way",
        "none.ab12.svc.spcs.internal:80": "no name",
    }


def test_services_find_each_other_by_each_of_their_names(gate: Gate) -> None:
    gate.containers.run(
        ContainerSpec(
            name=f"{gate.prefix}web",
            image=gate.image,
            command=("python3", "-u", "-c", LISTENER),
            networks=(Attachment(network=f"{gate.prefix}services", address=gate.address("web")),),
        )
    )
    until(lambda: "listening" in gate.containers.logs(f"{gate.prefix}web", 5), "the service listens")
    names = ("web:80", "web.ab12:80", "web.ab12.svc.spcs.internal:80")
    assert gate.tries("two", *names) == dict.fromkeys(names, "80")


def test_gate_keeps_no_capability_and_passes_no_packet(gate: Gate) -> None:
    look = (
        "process = open('/proc/1/task/1/children').read().split()[0]\n"  # the first is the init of the Engine
        "print(open(f'/proc/{process}/status').read(), open('/proc/sys/net/ipv4/ip_forward').read())\n"
    )
    said = gate.tells("python3", "-c", look)
    assert "CapEff:\t0000000000000000\nCapBnd" in said
    assert "CapPrm:\t0000000000000000\n" in said
    assert said.endswith("\n 0\n\n")
