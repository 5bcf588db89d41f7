"""Has Milvus' passwords and users follow the account's secrets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import grpc

from keeper import login as logins
from keeper.login import ROOT, Login
from keeper.rights import MilvusError
from keeper.users import User, ensure

if TYPE_CHECKING:
    from keeper.coordinator import Coordinator
    from keeper.milvus import Milvus

_WAITS = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)


@dataclass
class Passwords:
    """`collections` are those of the users, by the names of their directories below `secrets`, where root's is, too.
    Until root has the secret's password, Milvus lets nobody in."""

    secrets: Path
    collections: Mapping[str, tuple[str, ...]]
    coordinator: Coordinator
    connect: Callable[[Login], Milvus]
    say: Callable[[str], None]
    _milvus: Milvus | None = None
    _root: Login | None = None
    _said: str = ""
    _done: frozenset[User] = field(default_factory=frozenset)

    def keep(self) -> bool:
        """Whether Milvus has what the secrets say; called again and again."""
        root = logins.read(self.secrets / ROOT)
        users = [self._user(name) for name in self.collections]
        if root is None or None in users:
            return self._waits(f"no secret yet in {self.secrets}")
        try:
            return self._keep(root, frozenset(user for user in users if user))
        except grpc.RpcError as error:
            self._done = frozenset()
            what = "Milvus does not answer yet" if error.code() in _WAITS else f"Milvus: {error.details()}"
            return self._waits(what)
        except MilvusError as error:
            self._done = frozenset()
            return self._waits(f"Milvus: {error}")

    def _keep(self, root: Login, users: frozenset[User]) -> bool:
        milvus = self._as(root)
        if not self._lets_in(milvus, root):
            self.coordinator.set_password(root)
            self._say(f"the password of {root.username} is the secret's")
            return False  # until Milvus says so
        for user in users - self._done:
            ensure(milvus, self.coordinator.set_password, user)
            self._say(f"user {user.login.username} has its collections: {', '.join(user.collections)}")
        self._done = users
        self._said = ""
        return True

    def _lets_in(self, milvus: Milvus, root: Login) -> bool:
        """A proxy whose port is not open yet is one that lets nobody in."""
        try:
            return milvus.lets_in(root)
        except grpc.RpcError as error:
            if error.code() in _WAITS:
                return False
            raise

    def _as(self, root: Login) -> Milvus:
        if self._milvus is None or self._root != root:
            if self._milvus is not None:
                self._milvus.close()
            self._milvus, self._root = self.connect(root), root
        return self._milvus

    def _user(self, name: str) -> User | None:
        found = logins.read(self.secrets / name)
        return User(found, self.collections[name]) if found else None

    def _waits(self, why: str) -> bool:
        self._say(why)
        return False

    def _say(self, line: str) -> None:
        """Once, however often it is so."""
        if line != self._said:
            self.say(line)
            self._said = line
