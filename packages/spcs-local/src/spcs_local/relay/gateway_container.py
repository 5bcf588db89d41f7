"""The container of the egress gateway: the services' name server and their one way out."""

from __future__ import annotations

from ipaddress import IPv4Network
from pathlib import Path

from spcs_local import egress_gateway
from spcs_local.containers.port import Attachment, ContainerPort, ContainerSpec, Mount
from spcs_local.relay.parts import ensure_part
from spcs_local.relay.programs import write_program

_MOUNTED = "/run/gate"


def ensure_gate(
    port: ContainerPort,
    *,
    name: str,
    image: str,
    directory: Path,
    inside: tuple[str, IPv4Network],
    outside: str,
    address: str,
    hosts: IPv4Network,
) -> None:
    """Run the gate between two networks; one that runs already, with the same program, stays."""
    program = write_program(egress_gateway, directory)
    ensure_part(
        port,
        "gate",
        program,
        ContainerSpec(
            name=name,
            image=image,
            command=("python3", "-m", "spcs_local.egress_gateway"),
            args=(f"{_MOUNTED}/policy.json", address, str(inside[1]), str(hosts)),
            environment={"PYTHONPATH": _MOUNTED, "PYTHONDONTWRITEBYTECODE": "1"},
            mounts=(Mount(kind="bind", source=str(directory), target=_MOUNTED, read_only=True),),
            networks=(Attachment(network=inside[0], address=address), Attachment(network=outside)),
            # of its own network name space alone, and given back before it serves anybody
            capabilities=("NET_ADMIN",),
            # nothing passes by it: packets for places that no rule names end here
            sysctls={"net.ipv4.ip_forward": "0"},
            user="0:0",
            memory_bytes=128 * 1024**2,
        ),
    )
