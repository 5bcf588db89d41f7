"""What the ingress asks of the account and of the service targets."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from spcs_local.model.principal import Holder, Principal


class Account(Protocol):
    """Who is who, and who may what."""

    def authenticate_password(self, user: str, password: str, source: str) -> Principal: ...

    def authenticate_token(self, token: str, host: str) -> Principal: ...

    def principal_of(self, holder: Holder) -> Principal: ...

    def has_privilege(self, principal: Principal, privilege: str, kind: str, name: str) -> bool: ...

    def roles_of(self, principal: Principal) -> frozenset[str]: ...


class Endpoint(Protocol):
    """A public endpoint and where it is served now."""

    @property
    def service_id(self) -> int: ...

    @property
    def service(self) -> str: ...

    @property
    def database(self) -> str: ...

    @property
    def schema(self) -> str: ...

    @property
    def endpoint(self) -> str: ...

    @property
    def address(self) -> str | None: ...

    @property
    def port(self) -> int | None: ...

    @property
    def owner_role(self) -> str: ...

    @property
    def granted_roles(self) -> frozenset[str]: ...

    @property
    def bound(self) -> bool: ...

    @property
    def status(self) -> str: ...

    @property
    def auto_resume(self) -> bool: ...


class Targets(Protocol):
    """The services that run."""

    def endpoint(self, label: str, *, visit: bool = True) -> Endpoint | None: ...

    def stay(self, service_id: int) -> AbstractContextManager[None]: ...

    def wake(self, service: str) -> None: ...
