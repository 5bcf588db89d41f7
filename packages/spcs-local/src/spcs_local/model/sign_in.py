"""Who somebody is: password, key pair, programmatic access token, a service's own token."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from spcs_local.catalog import Catalog, Row
from spcs_local.errors import SignInFailedError
from spcs_local.model.credentials import matches, new_token, salted, token_hash
from spcs_local.model.identifiers import parse_name
from spcs_local.model.lockout import Lockout
from spcs_local.model.logins import by_login, enabled, folded, login_name
from spcs_local.model.objects import Objects, StoredObject
from spcs_local.model.signing_keys import der_of
from spcs_local.model.user_types import SERVICE

_SERVICE_AUDIENCE = "local-account-service"


class SignIn:
    """Checks credentials against the catalog."""

    def __init__(self, catalog: Catalog, objects: Objects, locator: str, identifier: str) -> None:
        self._catalog = catalog
        self._objects = objects
        self._accounts = {locator.upper(), identifier.upper()}
        self._lockout = Lockout()
        self._key = self._service_key()

    def set_password(self, user_id: int, password: str | None) -> None:
        """Keep the hash of a new password; without one, take the password away."""
        if password is None:
            self._catalog.execute("DELETE FROM credentials WHERE user_id = ?", (user_id,))
            return
        salt, digest = salted(password)
        self._catalog.execute("INSERT OR REPLACE INTO credentials VALUES (?, ?, ?)", (user_id, salt, digest))

    def has_password(self, user_id: int) -> bool:
        """Whether the user can sign in by password."""
        return self._catalog.row("SELECT 1 FROM credentials WHERE user_id = ?", (user_id,)) is not None

    def by_password(self, user: str, password: str) -> StoredObject:
        """The user with this login name and password, or programmatic access token in its place."""
        name = folded(user)
        self._check_wait(name)
        found = by_login(self._objects, user)
        row = found and self._catalog.row("SELECT salt, hash FROM credentials WHERE user_id = ?", (found.id,))
        # a user that is not there takes as long as one that is
        salt, expected = (row["salt"], row["hash"]) if row else (b"0" * 16, b"")
        right = matches(password, salt, expected) and found is not None and found["TYPE"] != SERVICE
        if found is not None and not right and password.startswith("pat:"):
            right = self.by_access_token(password)[0].id == found.id
        # guesses made side by side gain nothing: those that failed meanwhile count
        self._check_wait(name)
        if found is None or not right:
            self._lockout.failed(name)
            raise SignInFailedError
        self._lockout.succeeded(name)
        return enabled(found)

    def _check_wait(self, name: str) -> None:
        wait = self._lockout.wait_for(name)
        if wait > 0:
            message = f"Too many failed attempts to sign in as '{name}'. Try again in {wait:.0f} seconds."
            raise SignInFailedError(message, 390102)

    def by_key_pair(self, user: str, token: str) -> StoredObject:
        """The user whose public key verifies this token. https://docs.snowflake.com/en/user-guide/key-pair-auth

        Without a name the token's own counts: the Go driver sends no other.
        """
        found = by_login(self._objects, user or _login_in(token))
        if found is not None:
            for name in ("RSA_PUBLIC_KEY", "RSA_PUBLIC_KEY_2"):
                if found[name] and self._verified(found, str(found[name]), token):
                    return enabled(found)
        raise SignInFailedError("JWT token is invalid.", 390144)

    def by_access_token(self, token: str) -> tuple[StoredObject, str | None]:
        """The user of a programmatic access token, and the role that it is bound to."""
        row = self._catalog.row("SELECT * FROM access_tokens WHERE hash = ?", (token_hash(token),))
        if row is None or row["expires_on"] < time.time():
            raise SignInFailedError("Programmatic access token is invalid.", 394400)
        return enabled(self._objects.get(row["user_id"])), row["role_restriction"]

    def new_access_token(self, user_id: int, name: str, role: str | None, days: int) -> str:
        """Make a programmatic access token; its text is shown this once."""
        token = new_token("pat")
        now = time.time()
        self._catalog.execute(
            "INSERT INTO access_tokens VALUES (?, ?, ?, ?, ?, ?)",
            (user_id, name, token_hash(token), role, now + days * 86400, now),
        )
        return token

    def remove_access_token(self, user_id: int, name: str) -> bool:
        """Take a programmatic access token away; whether there was one."""
        sql = "DELETE FROM access_tokens WHERE user_id = ? AND name = ?"
        return self._catalog.change(sql, (user_id, name)) > 0

    def access_tokens(self, user_id: int) -> list[Row]:
        """A user's programmatic access tokens, without their texts."""
        return self._catalog.rows("SELECT * FROM access_tokens WHERE user_id = ? ORDER BY name", (user_id,))

    def service_token(self, service: str, role: str, seconds: int) -> str:
        """The token that a service finds in /snowflake/session/token."""
        now = int(time.time())
        claims = {"sub": service, "role": role, "aud": _SERVICE_AUDIENCE, "iat": now, "exp": now + seconds}
        return jwt.encode(claims, self._key, algorithm="HS256")

    def by_service_token(self, token: str) -> tuple[str, str]:
        """The service's full name and its owner role, from its token."""
        try:
            claims: dict[str, Any] = jwt.decode(token, self._key, algorithms=["HS256"], audience=_SERVICE_AUDIENCE)
        except jwt.PyJWTError:
            raise SignInFailedError("Invalid OAuth access token.", 390303) from None
        name = parse_name(claims["sub"])
        service = self._objects.find_path("SERVICE", name.parts) if name else None
        if service is None or service.owner != claims["role"]:
            raise SignInFailedError("Invalid OAuth access token.", 390303)
        return str(claims["sub"]), str(claims["role"])

    def _verified(self, user: StoredObject, public_key: str, token: str) -> bool:
        try:
            der = der_of(public_key)
            key = load_der_public_key(der)
            if not isinstance(key, RSAPublicKey):
                return False
            claims = jwt.decode(token, key, algorithms=["RS256"], options={"require": ["iss", "sub", "iat", "exp"]})
        except (ValueError, jwt.PyJWTError):
            return False
        fingerprint = "SHA256:" + base64.b64encode(hashlib.sha256(der).digest()).decode()
        subjects = {f"{account}.{login_name(user)}" for account in self._accounts}
        return any(
            str(claims["sub"]).upper() == subject.upper()
            and str(claims["iss"]) in (f"{claims['sub']}.{fingerprint}", f"{subject}.{fingerprint}")
            for subject in subjects
        )

    def _service_key(self) -> bytes:
        row = self._catalog.row("SELECT value FROM keys WHERE name = 'service'")
        if row is not None:
            return bytes(row["value"])
        key = secrets.token_bytes(32)
        self._catalog.execute("INSERT INTO keys VALUES ('service', ?)", (key,))
        return key


def _login_in(token: str) -> str:
    """The login name that a token is for, before anything verifies it: its subject is ACCOUNT.LOGIN_NAME."""
    try:
        claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError:
        return ""
    return str(claims.get("sub")).partition(".")[2]
