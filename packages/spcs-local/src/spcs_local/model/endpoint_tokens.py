"""The tokens that /oauth/token gives for a key pair's: each is good for one endpoint's host, for an hour.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/tutorials/advanced/tutorial-8-access-public-endpoint-programmatically
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import jwt

from spcs_local.errors import SignInFailedError
from spcs_local.model.principal import Holder

PREFIX = "ept:"
SECONDS = 3600
_AUDIENCE = "local-account-endpoint"


class EndpointTokens:
    """Each names a user and a role by their ids, and a host without its port."""

    def __init__(self, key: bytes, clock: Callable[[], float] = time.time) -> None:
        self._key = key
        self._clock = clock

    def issue(self, holder: Holder, host: str) -> str:
        """A new one."""
        expires = int(self._clock()) + SECONDS
        claims = {"sub": str(holder.id), "role": holder.restriction, "host": _bare(host), "aud": _AUDIENCE}
        return PREFIX + jwt.encode({**claims, "exp": expires}, self._key, algorithm="HS256")

    def holder(self, token: str, host: str) -> Holder:
        """Whom a token stands for on a host."""
        options: Any = {"require": ["sub", "host", "exp"], "verify_exp": False}
        try:
            claims = jwt.decode(
                token.removeprefix(PREFIX), self._key, algorithms=["HS256"], audience=_AUDIENCE, options=options
            )
        except jwt.PyJWTError:
            raise _invalid() from None
        if claims["exp"] <= self._clock() or claims["host"] != _bare(host):
            raise _invalid()
        return Holder(int(claims["sub"]), claims["role"])


def _bare(host: str) -> str:
    return host.lower().partition(":")[0]


def _invalid() -> SignInFailedError:
    return SignInFailedError("Invalid OAuth access token.", 390303)
