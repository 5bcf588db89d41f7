"""A Milvus that knows users, roles and grants alone, with its two ways in: the proxy's and the coordinator's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import grpc
from keeper.login import Login
from keeper.rights import Grant, MilvusError


class Unreached(grpc.RpcError):
    """As the client's library raises it."""

    def __init__(self, code: grpc.StatusCode) -> None:
        super().__init__(code.name)
        self._code = code

    def code(self) -> grpc.StatusCode:
        return self._code

    def details(self) -> str:
        return f"details of {self._code.name}"


@dataclass
class Held:
    """What is the same whoever asks. Nobody knows the password of root that it begins with. `fails` is what every call
    ends with."""

    passwords: dict[str, str] = field(default_factory=lambda: {"root": "!"})
    roles_of: dict[str, set[str]] = field(default_factory=dict)  # users by roles
    granted: dict[str, set[Grant]] = field(default_factory=dict)
    fails: Exception | None = None
    calls: list[str] = field(default_factory=list)
    open_channels: int = 0


@dataclass
class FakeProxy:
    """As `login`."""

    held: Held
    login: Login

    def __post_init__(self) -> None:
        self.held.open_channels += 1

    def close(self) -> None:
        self.held.open_channels -= 1

    def lets_in(self, login: Login) -> bool:
        if self.held.fails:
            raise self.held.fails
        return self.held.passwords.get(login.username) == login.password

    def users(self) -> frozenset[str]:
        return frozenset(self._held("users").passwords)

    def create_user(self, login: Login) -> None:
        self._held(f"create user {login.username}").passwords[login.username] = login.password

    def roles(self) -> dict[str, frozenset[str]]:
        return {role: frozenset(users) for role, users in self._held("roles").roles_of.items()}

    def create_role(self, role: str) -> None:
        self._held(f"create role {role}").roles_of[role] = set()

    def grants(self, role: str) -> frozenset[Grant]:
        return frozenset(self._held("grants").granted.get(role, ()))

    def grant(self, role: str, grants: Iterable[Grant]) -> None:
        for it in grants:
            self._held(f"grant {it.privilege}").granted.setdefault(role, set()).add(it)

    def add_to_role(self, role: str, username: str) -> None:
        self._held(f"add {username} to {role}").roles_of[role].add(username)

    def _held(self, call: str) -> Held:
        """What root alone may do."""
        if not self.lets_in(self.login):
            raise Unreached(grpc.StatusCode.UNAUTHENTICATED)
        self.held.calls.append(call)
        return self.held


@dataclass
class FakeCoordinator:
    """Asks nobody for a password."""

    held: Held

    def set_password(self, login: Login) -> None:
        if login.username not in self.held.passwords:
            raise MilvusError(f"no user {login.username}")
        self.held.passwords[login.username] = login.password
        self.held.calls.append(f"password of {login.username}")
