"""What the rules ask of parts that they are given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, order=True)
class Image:
    """One tag in a repository; `name` is the path below it."""

    name: str
    tag: str
    digest: str


# what no name of a repository in the registry begins with
BY_ID = "by-id"
# names that survive in the registry, where all is lower case; a name that needs quotes has no place in it:
# https://docs.snowflake.com/en/sql-reference/sql/create-image-repository#required-parameters
_FIT = re.compile(r"[A-Z][A-Z0-9]*(?:__?[A-Z0-9]+)*")


def fits(name: str) -> bool:
    """Whether a stored name has a place in the registry."""
    return _FIT.fullmatch(name) is not None


def repository_path(names: Sequence[str]) -> str | None:
    """Stored names of database, schema and repository as the path in the registry; None where they have none."""
    return "/".join(names).lower() if len(names) == 3 and all(map(fits, names)) else None


def stored_path(repository_id: int, image: str) -> str:
    """The path of an image that stays, whatever its repository is called."""
    return f"{BY_ID}/{repository_id}/{image}"


class ImageRegistry(Protocol):
    """The account's images, by the ids of their repositories. Paths are those that clients use, or such as stay."""

    @property
    def host(self) -> str: ...

    def adopt(self, repositories: Mapping[str, int]) -> None:
        """Take over what an earlier version kept by such paths."""

    def lead(self, path: str, repository_id: int) -> None:
        """Have the path of a repository's names lead to it, whatever it led to before."""

    def images(self, repository_id: int) -> list[Image]: ...

    def resolve(self, path: str, tag: str) -> str | None: ...

    def architectures(self, path: str, digest: str) -> frozenset[str]:
        """The processors that an image is for; none where it does not say."""

    def delete_repository(self, repository_id: int) -> None: ...

    def pull_credentials(self) -> tuple[str, str]: ...
