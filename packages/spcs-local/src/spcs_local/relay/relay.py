"""The relay container: a container cannot reach a server on the host's loopback, but it can reach a mounted socket."""

import hashlib
import os
from pathlib import Path

from spcs_local.containers.port import Attachment, ContainerPort, ContainerSpec, Mount
from spcs_local.relay.parts import ensure_part

_SOCKETS, _CERTIFICATES = "/run/account", "/run/certificates"


def ensure_relay(
    port: ContainerPort,
    *,
    name: str,
    image: str,
    socket_directory: Path,
    certificates: Path,
    host: str,
    network: str,
    address: str,
) -> None:
    """Run the relay on the network, where it answers to `host`; one that runs already and is the same stays.

    The directory is mounted, not the socket: an account that starts again makes a new socket in it.
    """
    program = (Path(__file__).parent / "forward.py").read_text(encoding="utf-8")
    digest = hashlib.sha256(f"{program}\0{socket_directory}".encode()).hexdigest()[:16]
    ensure_part(
        port,
        "relay",
        digest,
        ContainerSpec(
            name=name,
            image=image,
            command=("python3", "-c", program),
            args=(f"{_SOCKETS}/account.sock", _CERTIFICATES),
            mounts=(
                Mount(kind="bind", source=str(socket_directory), target=_SOCKETS),
                Mount(kind="bind", source=str(certificates), target=_CERTIFICATES, read_only=True),
            ),
            networks=(Attachment(network=network, aliases=(host,), address=address),),
            # whoever runs the account owns the directory, and nobody else may enter it
            user=f"{os.getuid()}:{os.getgid()}",
            memory_bytes=64 * 1024**2,
        ),
    )
