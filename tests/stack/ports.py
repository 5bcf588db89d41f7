"""Which ports of a cluster are in use, and what a specification is without one of them."""

from __future__ import annotations

import copy
import socket
from pathlib import Path
from typing import Any

import yaml

from devkit.context import Context
from tests.stack import clusters

# https://docs.kernel.org/networking/proc_net_tcp.html
_LISTENING = "0A"
_ANSWERED = {"01", "04", "05", "06", "08", "09"}  # from established to closed, the sides' farewells included
Place = tuple[str, int]  # an address and a port


def in_use(context: Context) -> set[tuple[str, int]]:
    """Service and port of every connection from one instance to another that there is, or was a moment ago."""
    with clusters.containers(context) as found:
        processes = [(service, it.attrs["State"]["Pid"]) for service, those in found.items() for it in those]
    tables = [(service, _table(Path(f"/proc/{process}/net"))) for service, process in processes]
    listening: set[Place] = set()
    services: dict[str, str] = {}
    for service, table in tables:
        addresses = {local[0] for local, _, state in table if state in _ANSWERED}
        # the keeper's container has the addresses of the one beside it, which comes first
        services = {**dict.fromkeys(addresses, service), **services}
        listening |= {(it, local[1]) for it in addresses for local, _, state in table if state == _LISTENING}
    used = set()
    for _, table in tables:
        for local, remote, state in table:
            if state in _ANSWERED and local[0] != remote[0] and {local[0], remote[0]} <= services.keys():
                used |= {(services[it[0]], it[1]) for it in (local, remote) if it in listening}
    return used


def read(described: str) -> dict[str, Any]:
    """A specification to be sent, of one that the account describes: there images have their digests."""
    found: dict[str, Any] = yaml.safe_load(described)
    for container in found["spec"]["containers"]:
        container.pop("sha256", None)
    return found


def without(specification: dict[str, Any], port: int) -> dict[str, Any]:
    """With that endpoint taken out. Service roles that name no other one name what is left, so that they stay."""
    found = copy.deepcopy(specification)
    endpoints = found["spec"]["endpoints"]
    left = [it for it in endpoints if it["port"] != port]
    gone = {it["name"] for it in endpoints} - {it["name"] for it in left}
    found["spec"]["endpoints"] = left
    for role in found.get("serviceRoles", []):
        role["endpoints"] = [it for it in role["endpoints"] if it not in gone] or [it["name"] for it in left]
    return found


def _table(directory: Path) -> list[tuple[Place, Place, str]]:
    """Local and remote ends of a network name space, and the state."""
    lines = [line.split() for name in ("tcp", "tcp6") for line in (directory / name).read_text().splitlines()[1:]]
    return [(_place(fields[1]), _place(fields[2]), fields[3]) for fields in lines]


def _place(written: str) -> Place:
    address, port = written.split(":")
    # four bytes in the machine's order; of the other family the last four are those of an address of this one
    return socket.inet_ntoa(bytes.fromhex(address[-8:])[::-1]), int(port, 16)
