"""The tokens that services find in /snowflake/session/token."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any

import jwt

from spcs_local.catalog import Catalog
from spcs_local.errors import OtherUserError, SignInFailedError
from spcs_local.model.identifiers import fold
from spcs_local.model.objects import Objects
from spcs_local.model.principal import Holder

_AUDIENCE = "local-account-service"
_SERVICE = "SERVICE"


class ServiceTokens:
    """Each names a service and its owner, both by their ids: another service of the same name has another."""

    def __init__(self, catalog: Catalog, objects: Objects, clock: Callable[[], float] = time.time) -> None:
        self._objects = objects
        self._clock = clock
        self._key = own_key(catalog)

    def issue(self, service_id: int, owner_id: int | None, seconds: int) -> str:
        """A new one."""
        now = int(self._clock())
        claims = {"sub": str(service_id), "owner": owner_id, "aud": _AUDIENCE, "iat": now, "exp": now + seconds}
        return jwt.encode(claims, self._key, algorithm="HS256")

    def holder(self, token: str, login: str = "") -> Holder:
        """The service whose token this is, as long as it has the owner that it had. Its user has the service's name."""
        claims = self._claims(token)
        service = self._objects.of_id(int(claims["sub"]))
        if service is None or service.kind != _SERVICE or service.owner_id != claims["owner"]:
            raise _invalid()
        if login and fold(login) != service.name:
            raise OtherUserError
        return Holder(service.id)

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key,
                algorithms=["HS256"],
                audience=_AUDIENCE,
                options={"require": ["sub", "owner", "exp"], "verify_exp": False, "verify_iat": False},
            )
        except jwt.PyJWTError:
            raise _invalid() from None
        # tokens of before name a service by its path
        if claims["exp"] <= self._clock() or not str(claims["sub"]).isdecimal():
            raise _invalid()
        return claims


def _invalid() -> SignInFailedError:
    return SignInFailedError("Invalid OAuth access token.", 390303)


def own_key(catalog: Catalog) -> bytes:
    """The account's own, which nobody else has."""
    row = catalog.row("SELECT value FROM keys WHERE name = 'service'")
    if row is not None:
        return bytes(row["value"])
    key = secrets.token_bytes(32)
    catalog.execute("INSERT INTO keys VALUES ('service', ?)", (key,))
    return key
