"""An account and targets of the ingress with two services, held in memory."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace

from spcs_local.errors import SessionGoneError, SignInFailedError
from spcs_local.model.principal import Holder, Principal

PASSWORD = "correct horse"
JUPYTER_HOST = "abc123-local-dev.localhost:7880"
OTHER_HOST = "def456-local-dev.localhost:7880"
_IDS = {"MILVUS_USER": 1, "OWNER": 2, "STRANGER": 3}


@dataclass(frozen=True)
class StubEndpoint:
    """JUPYTER's public endpoint, open to MILVUS_ROLE."""

    address: str | None
    port: int | None
    service_id: int = 1
    service: str = "MILVUS_DEMO.PUBLIC.JUPYTER"
    database: str = "MILVUS_DEMO"
    schema: str = "PUBLIC"
    endpoint: str = "jupyter"
    owner_role: str = "MILVUS_OWNER_ROLE"
    granted_roles: frozenset[str] = frozenset({"MILVUS_ROLE"})
    bound: bool = True
    status: str = "RUNNING"
    auto_resume: bool = True


@dataclass
class StubTargets:
    """Endpoints by the first label of their host."""

    endpoints: dict[str, StubEndpoint] = field(default_factory=dict)
    woken: list[str] = field(default_factory=list)
    visits: int = 0
    looks: int = 0

    def endpoint(self, label: str, *, visit: bool = True) -> StubEndpoint | None:
        self.visits += visit
        self.looks += not visit
        return self.endpoints.get(label)

    def stay(self, service_id: int) -> AbstractContextManager[None]:
        assert service_id
        return nullcontext()

    def wake(self, service: str) -> None:
        self.woken.append(service)

    def change(self, host: str, endpoint: StubEndpoint) -> None:
        self.endpoints[host.split(".")[0]] = endpoint

    def stop(self, host: str, status: str, *, auto_resume: bool = True) -> None:
        """The service serves nothing now."""
        now = self.endpoints[host.split(".")[0]]
        self.change(host, replace(now, address=None, port=None, status=status, auto_resume=auto_resume))


@dataclass
class StubAccount:
    """Users with their roles; USAGE on database and schema by role."""

    roles: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {
            "MILVUS_USER": ("MILVUS_ROLE", "PUBLIC"),
            "OWNER": ("MILVUS_OWNER_ROLE", "PUBLIC"),
            "STRANGER": ("PUBLIC",),
        }
    )
    usage: set[tuple[str, str]] = field(
        default_factory=lambda: {("MILVUS_ROLE", "DATABASE"), ("MILVUS_ROLE", "SCHEMA")}
    )
    tokens: dict[str, str] = field(default_factory=lambda: {"session-of-milvus-user": "MILVUS_USER"})

    def authenticate_password(self, user: str, password: str, source: str) -> Principal:
        assert source
        if password != PASSWORD or user.upper() not in self.roles:
            raise SignInFailedError
        return self.called(user.upper())

    def authenticate_token(self, token: str, host: str) -> Principal:
        assert host
        if token not in self.tokens:
            raise SessionGoneError
        return self.called(self.tokens[token])

    def principal_of(self, holder: Holder) -> Principal:
        return self.called(next(user for user, number in _IDS.items() if number == holder.id))

    def called(self, user: str) -> Principal:
        """Whoever has this name."""
        if user not in self.roles:
            raise SignInFailedError
        return Principal(user, self.roles[user][0], self.roles[user][1:], Holder(_IDS.get(user, 0)))

    def roles_of(self, principal: Principal) -> frozenset[str]:
        return frozenset(self.roles[principal.user])

    def has_privilege(self, principal: Principal, privilege: str, kind: str, name: str) -> bool:
        expected = {"DATABASE": "MILVUS_DEMO", "SCHEMA": "MILVUS_DEMO.PUBLIC"}[kind]
        return (
            name == expected
            and privilege == "USAGE"
            and any((role, kind) in self.usage for role in self.roles[principal.user])
        )


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now
