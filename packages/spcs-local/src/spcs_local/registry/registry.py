"""The reference registry as a child of the account."""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Mapping
from pathlib import Path

from spcs_local.model.ports import Image, stored_path
from spcs_local.nofollow import open_root
from spcs_local.registry.authority import Authority
from spcs_local.registry.child import Child
from spcs_local.registry.client import RegistryClient
from spcs_local.registry.configuration import SOCKET, STORAGE, configuration
from spcs_local.registry.port import PULL_USER, PullSecret, RegistryError, bare_path
from spcs_local.registry.stored_repositories import StoredRepositories
from spcs_local.whole_files import write_whole

_READY_SECONDS = 60.0
_POLL_SECONDS = 0.05


class Registry:
    """Serves a unix socket that the account's user alone can reach; the front serves `127.0.0.1:<port>` from it.

    Every request needs a token that the account's token route issues.
    """

    def __init__(self, *, binary: Path, home: Path, port: int, account_port: int) -> None:
        self.port = port
        self._directory = (home / "registry").resolve()
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._account_port = account_port
        self._pull = PullSecret.make()
        self._handle: int | None = open_root(self._directory)
        # the path itself may be longer than that of a socket may be
        self.socket = f"/proc/self/fd/{self._handle}/{SOCKET}"
        self.authority = Authority.open(self._directory)
        self._client = RegistryClient(self.host, self.authority, self.socket)
        self._stored = StoredRepositories(self._directory / STORAGE)
        command = [str(binary), "serve", str(self._file("config.yml"))]
        self._child = Child(command, self._file("registry.log"), self._directory)

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
        self._file(SOCKET).unlink(missing_ok=True)  # that of a killed account's, which needs a moment to die with it
        text = configuration(self._directory, self.port, self._account_port, secrets.token_hex(16))
        write_whole(self._file("config.yml"), text.encode())
        self._file("registry.log").write_bytes(b"")
        self._child.start()
        deadline = time.monotonic() + _READY_SECONDS
        while not (self._listens() and self._client.answers()):
            if time.monotonic() > deadline:
                self.stop()
                raise RegistryError(self._silence())
            time.sleep(_POLL_SECONDS)

    def stop(self) -> None:
        """End the server; a second call does nothing."""
        self._child.stop()
        self._client.close()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

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

    def _listens(self) -> bool:
        """httpx would leave a socket of its own open that nobody answers."""
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(self.socket) == 0

    def _silence(self) -> str:
        lines = self._file("registry.log").read_text(errors="replace").splitlines()[-5:]
        detail = "; ".join(lines) or "it logged nothing"
        return f"image registry {self.host}: no answer within {_READY_SECONDS:.0f} s; its last lines: {detail}"
