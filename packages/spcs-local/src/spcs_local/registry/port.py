"""What the account needs of a registry, whoever serves it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Protocol

from spcs_local.model.ports import ImageRegistry

PULL_USER = "0registry"


class RegistryError(RuntimeError):
    """The registry cannot be started or does not answer."""


@dataclass(frozen=True)
class PullSecret:
    """What the account's own Docker client pulls with: made at each start, kept in memory alone."""

    password: str

    @classmethod
    def make(cls) -> PullSecret:
        """A new one."""
        return cls(secrets.token_urlsafe(32))

    def __repr__(self) -> str:
        return "PullSecret(…)"


class RegistryPort(ImageRegistry, Protocol):
    """A registry that runs as long as the account does."""

    @property
    def port(self) -> int: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...


def bare_path(path: str, host: str) -> str:
    """An image path without this registry's host and without a leading slash."""
    return path.removeprefix(f"{host}/").strip("/").lower()
