"""The registry's twin for the in-memory container adapter: it takes any image."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Mapping

from spcs_local.model.ports import Image, stored_path
from spcs_local.registry.port import PULL_USER, PullSecret, bare_path


class MemoryRegistry:
    """Holds references alone; an image that was never added has the digest of its reference."""

    def __init__(self, port: int = 0) -> None:
        self.port = port or _free_port()
        self._tags: dict[str, dict[str, str]] = {}
        self._led: dict[str, int] = {}
        self._architectures: dict[str, str] = {}
        self._lock = threading.Lock()
        self._pull = PullSecret.make()

    @property
    def host(self) -> str:
        """Where the registry would listen, as it stands in image references."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Nothing to start: no process is behind it."""

    def stop(self) -> None:
        """Nothing to stop."""

    def add(self, path: str, tag: str, digest: str | None = None, architecture: str = "amd64") -> str:
        """Take an image in; its digest."""
        path = bare_path(path, self.host)
        digest = digest or _digest(path, tag)
        with self._lock:
            self._tags.setdefault(self._stored(path), {})[tag] = digest
            self._architectures[digest] = architecture
        return digest

    def adopt(self, repositories: Mapping[str, int]) -> None:
        """Nothing is kept from one run to the next."""
        for path, repository_id in repositories.items():
            self.lead(path, repository_id)

    def lead(self, path: str, repository_id: int) -> None:
        """Have the path of a repository's names lead to it."""
        with self._lock:
            self._led[path] = repository_id

    def images(self, repository_id: int) -> list[Image]:
        """Every tag in the repository, sorted."""
        prefix = stored_path(repository_id, "")
        with self._lock:
            return sorted(
                Image(path.removeprefix(prefix), tag, digest)
                for path, tags in self._tags.items()
                if path.startswith(prefix)
                for tag, digest in tags.items()
            )

    def resolve(self, path: str, tag: str) -> str | None:
        """The tag's digest; a tag that nobody added is added."""
        if tag.startswith("sha256:"):
            return tag
        with self._lock:
            known = self._tags.get(self._stored(bare_path(path, self.host)), {}).get(tag)
        return known or self.add(path, tag)

    def architectures(self, path: str, digest: str) -> frozenset[str]:  # noqa: ARG002 - a digest stands for one image
        """The processor that the image was added with."""
        return frozenset({self._architectures.get(digest, "amd64")})

    def delete_repository(self, repository_id: int) -> None:
        """Forget every image of the repository."""
        prefix = stored_path(repository_id, "")
        with self._lock:
            self._tags = {path: tags for path, tags in self._tags.items() if not path.startswith(prefix)}

    def pull_credentials(self) -> tuple[str, str]:
        """User and password of the account's own pulls."""
        return PULL_USER, self._pull.password

    def _stored(self, path: str) -> str:
        """Where a path leads."""
        *repository, image = path.split("/", 3)
        led = self._led.get("/".join(repository))
        return path if led is None else stored_path(led, image)


def _free_port() -> int:
    """One on which nothing listens: it stands in names of images alone."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _digest(path: str, tag: str) -> str:
    return "sha256:" + hashlib.sha256(f"{path}:{tag}".encode()).hexdigest()
