"""The registry's twin for the in-memory container adapter: it takes any image."""

from __future__ import annotations

import hashlib
import threading

from spcs_local.model.ports import Image
from spcs_local.registry.port import PULL_USER, PullSecret, bare_path, repository_path


class MemoryRegistry:
    """Holds references alone; an image that was never added has the digest of its reference."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self._tags: dict[str, dict[str, str]] = {}
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
            self._tags.setdefault(path, {})[tag] = digest
            self._architectures[digest] = architecture
        return digest

    def images(self, database: str, schema: str, repository: str) -> list[Image]:
        """Every tag in the repository, sorted."""
        prefix = repository_path(database, schema, repository) + "/"
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
            known = self._tags.get(bare_path(path, self.host), {}).get(tag)
        return known or self.add(path, tag)

    def architectures(self, path: str, digest: str) -> frozenset[str]:  # noqa: ARG002 - a digest stands for one image
        """The processor that the image was added with."""
        return frozenset({self._architectures.get(digest, "amd64")})

    def delete_repository(self, database: str, schema: str, repository: str) -> None:
        """Forget every image of the repository."""
        prefix = repository_path(database, schema, repository) + "/"
        with self._lock:
            self._tags = {path: tags for path, tags in self._tags.items() if not path.startswith(prefix)}

    def pull_credentials(self) -> tuple[str, str]:
        """User and password of the account's own pulls."""
        return PULL_USER, self._pull.password


def _digest(path: str, tag: str) -> str:
    return "sha256:" + hashlib.sha256(f"{path}:{tag}".encode()).hexdigest()
