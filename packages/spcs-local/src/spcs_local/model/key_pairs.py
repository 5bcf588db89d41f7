"""Sign-in by key pair: a token that the user's own key has signed.

https://docs.snowflake.com/en/user-guide/key-pair-auth
"""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable, Collection, Mapping
from typing import Any

import jwt

from spcs_local.errors import SignInFailedError
from spcs_local.model.logins import by_login, enabled, login_name
from spcs_local.model.objects import Objects, StoredObject
from spcs_local.model.principal import Holder
from spcs_local.model.signing_keys import der_of, rsa_key

# whatever its `exp` says: https://docs.snowflake.com/en/developer-guide/sql-api/authenticating
LONGEST_SECONDS = 3600
_SKEW_SECONDS = 60  # by which a client's clock may be before this one
_CLAIMS = ["iss", "sub", "iat", "exp"]


class KeyPairs:
    """Verifies such tokens with the public keys of users."""

    def __init__(self, objects: Objects, accounts: Collection[str], clock: Callable[[], float] = time.time) -> None:
        self._objects = objects
        self._accounts = accounts
        self._clock = clock

    def holder(self, token: str, login: str = "") -> Holder:
        """Whose key has signed a token. Without a name the token's own counts: the Go driver sends no other."""
        user = by_login(self._objects, login or _login_in(token))
        if user is not None:
            for name in ("RSA_PUBLIC_KEY", "RSA_PUBLIC_KEY_2"):
                if user[name] and self._verifies(user, str(user[name]), token):
                    return Holder(enabled(user).id)
        raise SignInFailedError("JWT token is invalid.", 390144)

    def _verifies(self, user: StoredObject, public_key: str, token: str) -> bool:
        key = rsa_key(public_key)
        if key is None:
            return False
        # the times: below, by one clock
        options: Any = {"require": _CLAIMS, "verify_exp": False, "verify_iat": False, "verify_aud": False}
        try:
            claims = jwt.decode(token, key, algorithms=["RS256"], options=options)
        except (ValueError, jwt.PyJWTError):
            return False
        fingerprint = "SHA256:" + base64.b64encode(hashlib.sha256(der_of(public_key)).digest()).decode()
        subjects = {f"{account}.{login_name(user)}" for account in self._accounts}
        return self._is_current(claims) and any(
            str(claims["sub"]).upper() == subject.upper()
            and str(claims["iss"]) in (f"{claims['sub']}.{fingerprint}", f"{subject}.{fingerprint}")
            for subject in subjects
        )

    def _is_current(self, claims: Mapping[str, Any]) -> bool:
        times = (claims["iat"], claims["exp"], claims.get("nbf", claims["iat"]))
        if any(isinstance(time_, bool) or not isinstance(time_, int | float) for time_ in times):
            return False
        issued, expires, begins = times
        now = self._clock()
        return bool(max(issued, begins) <= now + _SKEW_SECONDS and now < min(expires, issued + LONGEST_SECONDS))


def _login_in(token: str) -> str:
    """The login name that a token is for, before anything verifies it: its subject is ACCOUNT.LOGIN_NAME."""
    try:
        claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError:
        return ""
    return str(claims.get("sub")).partition(".")[2]
