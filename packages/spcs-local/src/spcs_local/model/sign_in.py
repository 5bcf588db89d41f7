"""From a credential to whom it stands for: password, key pair, programmatic access token, a service's own token."""

from __future__ import annotations

from collections.abc import Callable

from spcs_local.catalog import Catalog
from spcs_local.errors import SignInFailedError
from spcs_local.model.access_tokens import PREFIX, AccessTokens
from spcs_local.model.credentials import matches, salted
from spcs_local.model.endpoint_tokens import EndpointTokens
from spcs_local.model.key_pairs import KeyPairs
from spcs_local.model.lockout import Lockout
from spcs_local.model.logins import by_login, enabled, folded
from spcs_local.model.objects import Objects
from spcs_local.model.principal import Holder
from spcs_local.model.service_tokens import ServiceTokens, own_key
from spcs_local.model.user_types import SERVICE


class SignIn:
    """Checks credentials against the catalog."""

    def __init__(
        self, catalog: Catalog, objects: Objects, locator: str, identifier: str, clock: Callable[[], float]
    ) -> None:
        self._catalog = catalog
        self._objects = objects
        self._lockout = Lockout()
        self._key_pairs = KeyPairs(objects, {locator.upper(), identifier.upper()})
        self.access_tokens = AccessTokens(catalog, objects, clock)
        self.service_tokens = ServiceTokens(catalog, objects, clock)
        self.endpoint_tokens = EndpointTokens(own_key(catalog), clock)

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

    def is_password(self, user: str, password: str) -> bool:
        """Whether a user has this login name and password; nothing is counted."""
        found = by_login(self._objects, user)
        if found is None:
            return False
        row = self._catalog.row("SELECT salt, hash FROM credentials WHERE user_id = ?", (found.id,))
        return row is not None and matches(password, row["salt"], row["hash"])

    def by_password(self, user: str, password: str, source: str = "") -> Holder:
        """Who has this login name and password, or programmatic access token in its place.

        `source` is where the attempt comes from: failures from elsewhere keep nobody waiting.
        """
        if self.access_tokens.knows(password):
            return self.access_tokens.holder(password, user)
        name = folded(user)
        self._check_wait(name, source)
        found = by_login(self._objects, user)
        row = found and self._catalog.row("SELECT salt, hash FROM credentials WHERE user_id = ?", (found.id,))
        # a user that is not there takes as long as one that is
        salt, expected = (row["salt"], row["hash"]) if row else (b"0" * 16, b"")
        right = matches(password, salt, expected) and found is not None and found["TYPE"] != SERVICE
        # guesses made side by side gain nothing: those that failed meanwhile count
        self._check_wait(name, source)
        if found is None or not right:
            self._lockout.failed(name, source)
            raise SignInFailedError
        self._lockout.succeeded(name, source)
        return Holder(enabled(found).id)

    def by_key_pair(self, user: str, token: str) -> Holder:
        """Whose key has signed this token."""
        return self._key_pairs.holder(token, user)

    def by_token(self, token: str, login: str = "") -> Holder:
        """Whose programmatic access token, or service's own token, this is."""
        tokens = self.access_tokens if token.startswith(PREFIX) else self.service_tokens
        return tokens.holder(token, login)

    def _check_wait(self, name: str, source: str) -> None:
        wait = self._lockout.wait_for(name, source)
        if wait > 0:
            message = f"Too many failed attempts to sign in as '{name}'. Try again in {wait:.0f} seconds."
            raise SignInFailedError(message, 390102)
