"""SNOWFLAKE_HOST as containers see it: TLS on port 443, from an authority that their variables name, and plain 80."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devkit.testing.waiting import until
from spcs_local.containers.docker_adapter import DockerContainers
from spcs_local.containers.port import Attachment, ContainerSpec, Mount
from spcs_local.relay import ensure_certificates, ensure_relay

HOST = "local-dev.snowflake.local"
CLIENT = (
    "import sys, urllib.request as u\n"
    "def ask(url):\n"
    "    while True:\n"
    "        try:\n"
    "            return u.urlopen(url, timeout=60).read().decode()\n"
    "        except OSError as error:\n"
    "            if 'refused' not in str(error):\n"  # the relay does not listen yet
    "                return 'verify failed' if 'verify failed' in str(error) else str(error)\n"
    "for url in sys.argv[1:]:\n"
    "    print(ask(url), flush=True)\n"
)


class Handler(socketserver.StreamRequestHandler):
    """Says which path was asked for."""

    def handle(self) -> None:
        path = self.rfile.readline().split()[1]
        while self.rfile.readline().strip():
            pass
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(path), path))


@pytest.fixture
def account_socket(tmp_path: Path) -> Iterator[Path]:
    """The account's unix socket."""
    directory = tmp_path / "sockets"
    directory.mkdir()
    with socketserver.ThreadingUnixStreamServer(str(directory / "account.sock"), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield directory
        server.shutdown()


def test_relay_carries_the_account_with_and_without_tls(
    docker_containers: DockerContainers, prefix: str, python_image: str, tmp_path: Path, account_socket: Path
) -> None:
    docker_containers.remove_all(volumes=True)
    network = docker_containers.ensure_network(f"{prefix}services", internal=True)
    certificates, trusted = ensure_certificates(tmp_path / "tls", HOST)
    assert ensure_certificates(tmp_path / "tls", HOST) == (certificates, trusted)
    ensure_relay(
        docker_containers,
        name=f"{prefix}relay",
        image=python_image,
        socket_directory=account_socket,
        certificates=certificates,
        host=HOST,
        network=f"{prefix}services",
        address=str(network[2]),
    )
    client = ContainerSpec(
        name=f"{prefix}client",
        image=python_image,
        command=("python3", "-c", CLIENT),
        args=(f"https://{HOST}/a", f"http://{HOST}/b", f"https://{network[2]}/"),
        environment={"SSL_CERT_FILE": "/snowflake/trusted.pem"},
        mounts=(Mount(kind="bind", source=str(trusted), target="/snowflake/trusted.pem", read_only=True),),
        networks=(Attachment(network=f"{prefix}services"),),
    )
    docker_containers.run(client)
    until(lambda: (state := docker_containers.inspect(client.name)) is not None and state.status == "exited", "it ends")
    assert docker_containers.logs(client.name, 20).splitlines() == ["/a", "/b", "verify failed"]
    docker_containers.remove_all(volumes=True)
