"""The container of the egress gateway: the services' name server and their one way out."""

from __future__ import annotations

import hashlib
from ipaddress import IPv4Network
from pathlib import Path

from spcs_local import egress_gateway
from spcs_local.containers.port import Attachment, ContainerPort, ContainerSpec, Mount
from spcs_local.relay.parts import ensure_part
from spcs_local.whole_files import write_changed

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
    program = _write_program(directory)
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


def _write_program(directory: Path) -> str:
    """A copy that any user can read, whatever the umask of the clone; returns what tells it from another."""
    package = directory / "spcs_local" / "egress_gateway"
    package.mkdir(parents=True, exist_ok=True)
    for parent in (directory, package.parent, package):
        parent.chmod(0o755)
    digest = hashlib.sha256()
    for path in sorted(Path(egress_gateway.__path__[0]).glob("*.py")):
        content = path.read_bytes()
        digest.update(content)
        write_changed(package / path.name, content, 0o644)
    return digest.hexdigest()[:16]
