"""What the rules ask of parts that they are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, order=True)
class Image:
    """One tag in a repository; `name` is the path below it."""

    name: str
    tag: str
    digest: str


class ImageRegistry(Protocol):
    """The account's images, by stored names of their repository."""

    @property
    def host(self) -> str: ...

    def images(self, database: str, schema: str, repository: str) -> list[Image]: ...

    def resolve(self, path: str, tag: str) -> str | None: ...

    def architectures(self, path: str, digest: str) -> frozenset[str]:
        """The processors that an image is for; none where it does not say."""

    def delete_repository(self, database: str, schema: str, repository: str) -> None: ...

    def pull_credentials(self) -> tuple[str, str]: ...
