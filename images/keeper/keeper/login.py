"""Users of Milvus with their passwords, as the account hands them to a container: files that follow the secret."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from pathlib import Path

ROOT = "root"  # of the secret's directory, and of Milvus' first user


@dataclass(frozen=True)
class Login:
    """The password is never shown."""

    username: str
    password: str = field(repr=False)

    @property
    def authorization(self) -> str:
        """As Milvus wants it in the metadata of a call."""
        return base64.b64encode(f"{self.username}:{self.password}".encode()).decode()


def read(directory: Path) -> Login | None:
    """None while there is none, or only half of it."""
    try:
        username = (directory / "username").read_text(encoding="utf-8")
        password = (directory / "password").read_text(encoding="utf-8")
    except OSError:
        return None
    return Login(username, password) if username and password else None
