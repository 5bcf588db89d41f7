"""The reference registry as a child of the account."""

from __future__ import annotations

import contextlib
import secrets
import socket
import time
from collections.abc import Mapping
from pathlib import Path

from spcs_local.model.ports import Image, stored_path
from spcs_local.registry.authority import Authority
from spcs_local.registry.child import Child
from spcs_local.registry.client import RegistryClient
from spcs_local.registry.configuration import STORAGE, configuration
from spcs_local.registry.port import PULL_USER, PullSecret, RegistryError, bare_path
from spcs_local.registry.stored_repositories import StoredRepositories
from spcs_local.settings import PORT_VARIABLES
from spcs_local.whole_files import write_whole

_READY_SECONDS = 60.0
_PORT_SECONDS = 10.0
_POLL_SECONDS = 0.05


class Registry:
    """Serves `127.0.0.1:<port>`; every request needs a token that the account's token route issues."""

    def __init__(self, *, binary: Path, home: Path, port: int, account_port: int) -> None:
        self._reserved = _reserve(port)
        self.port: int = self._reserved.getsockname()[1] if self._reserved else port
        self._directory = home / "registry"
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._account_port = account_port
        self._pull = PullSecret.make()
        self.authority = Authority.open(self._directory)
        self._client = RegistryClient(self.host, self.authority)
        self._stored = StoredRepositories(self._directory / STORAGE)
        self._child = Child([str(binary), "serve", str(self._file("config.yml"))], self._file("registry.log"))

    @property
    def host(self) -> str:
        """Host and port as they stand in image references."""
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The registry's process."""
        return self._child.pid

    def start(self) -> None:
        """Start the server and wait until it answers."""
        _await_port(self.port)
        text = configuration(self._directory, self.port, self._account_port, secrets.token_hex(16))
        write_whole(self._file("config.yml"), text.encode())
        self._file("registry.log").write_bytes(b"")
        self._child.start()
        deadline = time.monotonic() + _READY_SECONDS
        while not self._client.answers():
            if time.monotonic() > deadline:
                self.stop()
                raise RegistryError(self._silence())
            time.sleep(_POLL_SECONDS)

    def stop(self) -> None:
        """End the server; a second call does nothing."""
        self._child.stop()
        self._client.close()
        if self._reserved is not None:
            self._reserved.close()

    def adopt(self, repositories: Mapping[str, int]) -> None:
        """Take over what an earlier version kept by such paths."""
        self._stored.adopt(repositories)

    def lead(self, path: str, repository_id: int) -> None:
        """Have the path of a repository's names lead to it."""
        self._stored.lead(path, repository_id)

    def images(self, repository_id: int) -> list[Image]:
        """Every tag in the repository, sorted."""
        prefix = stored_path(repository_id, "")
        found = []
        for path in self._client.repositories():
            if path.startswith(prefix):
                digests = ((tag, self._client.digest(path, tag)) for tag in self._client.tags(path))
                found += [Image(path.removeprefix(prefix), tag, digest) for tag, digest in digests if digest]
        return sorted(found)

    def resolve(self, path: str, tag: str) -> str | None:
        """The digest of a tag (or of a digest that is there); None if nobody pushed it."""
        return self._client.digest(bare_path(path, self.host), tag)

    def architectures(self, path: str, digest: str) -> frozenset[str]:
        """The processors that an image is for; none where it does not say."""
        return self._client.architectures(bare_path(path, self.host), digest)

    def delete_repository(self, repository_id: int) -> None:
        """Remove every image of the repository."""
        self._stored.remove(repository_id)

    def pull_credentials(self) -> tuple[str, str]:
        """User and password of the account's own pulls."""
        return PULL_USER, self._pull.password

    def _file(self, name: str) -> Path:
        return self._directory / name

    def _silence(self) -> str:
        lines = self._file("registry.log").read_text(errors="replace").splitlines()[-5:]
        detail = "; ".join(lines) or "it logged nothing"
        return f"image registry {self.host}: no answer within {_READY_SECONDS:.0f} s; its last lines: {detail}"


def _reserve(port: int) -> socket.socket | None:
    """Hold a free port, if any will do: the registry may listen beside a socket that does not, and nobody else does."""
    if port:
        return None
    reserved = socket.socket()
    reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reserved.bind(("127.0.0.1", 0))
    return reserved


def _await_port(port: int) -> None:
    """Wait until the port is free: a registry of a killed account needs a moment to die with it."""
    deadline = time.monotonic() + _PORT_SECONDS
    while True:
        with contextlib.closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                if time.monotonic() > deadline:
                    raise RegistryError(
                        f"image registry: port {port} on 127.0.0.1 is in use by another program; "
                        f"end that program or set {PORT_VARIABLES['registry_port']} to a free port"
                    ) from error
            else:
                return
        time.sleep(_POLL_SECONDS)
