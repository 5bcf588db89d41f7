"""The users of Milvus that the stack has, each with a role of its own. What others have made stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keeper.login import Login
from keeper.rights import Grant

if TYPE_CHECKING:
    from keeper.milvus import Milvus

# Milvus knows no smaller object for these than all collections; none of them reads, writes or drops one
EVERYWHERE = ("CreateCollection", "DescribeCollection", "ShowCollections")
# of a collection
ITS_OWN = (
    "CreateIndex",
    "IndexDetail",
    "Load",
    "GetLoadingProgress",
    "GetLoadState",
    "Release",
    "GetStatistics",
    "Flush",
    "Insert",
    "Upsert",
    "Delete",
    "Search",
    "Query",
)


@dataclass(frozen=True)
class User:
    """Who may work with these collections, and create them."""

    login: Login
    collections: tuple[str, ...]

    @property
    def role(self) -> str:
        return f"{self.login.username}_role"

    @property
    def grants(self) -> frozenset[Grant]:
        everywhere = (Grant("Global", "*", privilege) for privilege in EVERYWHERE)
        its_own = (Grant("Collection", name, privilege) for name in self.collections for privilege in ITS_OWN)
        return frozenset((*everywhere, *its_own))


def ensure(milvus: Milvus, set_password: Callable[[Login], None], user: User) -> None:
    """Make it what it should be. Raises MilvusError and grpc.RpcError."""
    login = user.login
    if login.username not in milvus.users():
        milvus.create_user(login)
    elif not milvus.lets_in(login):
        set_password(login)
    roles = milvus.roles()
    if user.role not in roles:
        milvus.create_role(user.role)
    milvus.grant(user.role, sorted(user.grants - milvus.grants(user.role)))
    if login.username not in roles.get(user.role, ()):
        milvus.add_to_role(user.role, login.username)
