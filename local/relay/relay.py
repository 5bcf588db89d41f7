"""The relay container: a container cannot reach a server on the host's loopback, but it can reach a mounted socket."""

import os
from pathlib import Path

from local.containers.port import Attachment, ContainerPort, ContainerSpec, Mount

PORT = 80
_SOCKETS = "/run/account"


def ensure_relay(
    port: ContainerPort, *, name: str, image: str, socket_directory: Path, host: str, network: str, address: str
) -> None:
    """Run the relay on the network, where it answers to `host`; one that runs already stays.

    The directory is mounted, not the socket: an account that starts again makes a new socket in it.
    """
    state = port.inspect(name)
    if state is not None and state.status == "running":
        return
    program = (Path(__file__).parent / "forward.py").read_text(encoding="utf-8")
    port.run(
        ContainerSpec(
            name=name,
            image=image,
            command=("python3", "-c", program),
            args=(str(PORT), f"{_SOCKETS}/account.sock"),
            mounts=(Mount(kind="bind", source=str(socket_directory), target=_SOCKETS),),
            networks=(Attachment(network=network, aliases=(host,), address=address),),
            # whoever runs the account owns the directory, and nobody else may enter it
            user=f"{os.getuid()}:{os.getgid()}",
            memory_bytes=64 * 1024**2,
            labels={"milvus-spcs.part": "relay"},
        )
    )
